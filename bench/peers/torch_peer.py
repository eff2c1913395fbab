"""PyTorch on the CPU, written for speed: all data in one tensor, batches by index, fused optimizer loops (foreach).

PEER_NOTE in the environment is added to the notes.
"""
import json
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F

job = json.load(open(sys.argv[1]))
data, layers, options = job["data"], job["layers"], job["optimizer"]
torch.set_num_threads(job["threads"])
torch.set_flush_denormal(True)
torch.manual_seed(job["seed"])


def images(path, count):
    return torch.from_numpy(numpy.fromfile(path, dtype=numpy.float32).reshape(count, data["features"]))


def labels(path):
    return torch.from_numpy(numpy.fromfile(path, dtype=numpy.uint8).astype(numpy.int64))


train_x, train_y = images(data["trainImages"], data["trainCount"]), labels(data["trainLabels"])
test_x, test_y = images(data["testImages"], data["testCount"]), labels(data["testLabels"])

kernels, biases = [], []
for layer in layers:
    kernel = torch.empty(layer["units"], layer["inputs"])
    torch.nn.init.xavier_uniform_(kernel)
    kernels.append(kernel.requires_grad_())
    biases.append(torch.zeros(layer["units"], requires_grad=True))
parameters = [p for pair in zip(kernels, biases) for p in pair]
activations = {"relu": F.relu, "sigmoid": torch.sigmoid}

if options["type"] == "adam":
    optimizer = torch.optim.Adam(
        parameters,
        lr=options["learningRate"],
        betas=(options["beta1"], options["beta2"]),
        eps=options["epsilon"],
        foreach=True,
    )
else:
    optimizer = torch.optim.SGD(
        parameters,
        lr=options["learningRate"],
        momentum=options["momentum"],
        nesterov=options["nesterov"],
        foreach=True,
    )


def forward(x, training):
    """Logits, and the penalties as they enter the mean loss of the batch (None without any)."""
    h, penalty = x, None
    for layer, kernel, bias in zip(layers, kernels, biases):
        h = F.linear(h, kernel, bias)
        if layer["activation"] != "softmax":
            h = activations[layer["activation"]](h)
        if layer["kernelL2"] > 0:
            term = layer["kernelL2"] * kernel.square().sum()
            penalty = term if penalty is None else penalty + term
        if layer["activityL2"] > 0:
            term = (layer["activityL2"] / len(x)) * h.square().sum()
            penalty = term if penalty is None else penalty + term
        if training and layer["dropout"] > 0:
            h = F.dropout(h, layer["dropout"], True)
    return h, penalty


def loss_of(logits, penalty, y):
    loss = F.cross_entropy(logits, y)
    return loss if penalty is None else loss + penalty


def train_epoch():
    loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.int64)
    for chosen in torch.randperm(len(train_x)).split(job["batchSize"]):
        x, y = train_x.index_select(0, chosen), train_y.index_select(0, chosen)
        logits, penalty = forward(x, True)
        loss = loss_of(logits, penalty, y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss_sum += loss.detach() * len(x)
        correct += (logits.detach().argmax(1) == y).sum()
    return loss_sum.item() / len(train_x), correct.item() / len(train_x)


@torch.no_grad()
def validate():
    loss = correct = 0.0
    for x, y in zip(test_x.split(1000), test_y.split(1000)):
        logits, penalty = forward(x, False)
        loss += loss_of(logits, penalty, y).item() * len(x)
        correct += (logits.argmax(1) == y).sum().item()
    return loss / len(test_x), correct / len(test_x)


seconds = []
for _ in range(job["epochs"]):
    started = time.perf_counter()
    train_epoch()
    validation_loss, validation_accuracy = validate()
    seconds.append(time.perf_counter() - started)

threads = torch.get_num_threads()
notes = [f"{threads} thread{'' if threads == 1 else 's'}"]
if options["type"] == "adam":
    notes[0] += ", Adam's epsilon after the bias correction"
if os.environ.get("PEER_NOTE"):
    notes.append(os.environ["PEER_NOTE"])
print(
    json.dumps(
        {
            "peer": "pytorch",
            "version": torch.__version__,
            "secondsPerEpoch": seconds,
            "validationLoss": validation_loss,
            "validationAccuracy": validation_accuracy,
            "notes": notes,
        }
    )
)
