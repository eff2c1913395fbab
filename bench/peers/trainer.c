/*
 * The same training in C: one pass over memory per layer for bias, activation and dropout, sgemm for the products, the
 * optimizer fused with the penalties. It says what careful code with a tuned BLAS reaches on this machine; it is no
 * library. One thread. Without -DWITH_CBLAS the products are plain loops that the compiler vectorizes.
 *
 * trainer TRAIN.f32 TRAIN.u8 COUNT TEST.f32 TEST.u8 COUNT FEATURES BATCH EPOCHS SEED OPTIMIZER A B C D LAYER...
 *   OPTIMIZER A B C D   adam learningRate beta1 beta2 epsilon | sgd learningRate momentum 0 0
 *   LAYER               units:activation:kernelL2:activityL2:dropout
 * trainer --core        prints the core that OpenBLAS has kernels for here, nothing without OpenBLAS
 *
 * PEER_NOTE in the environment is added to the notes as it is; it must not need escapes in JSON.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef WITH_CBLAS
#include <cblas.h>
extern void openblas_set_num_threads(int);
extern char *openblas_get_config(void);
extern char *openblas_get_corename(void);
#endif

enum { MAX_LAYERS = 16, EVALUATION_BATCH = 500, LANES = 16 };
enum activation { RELU, SIGMOID, SOFTMAX };

/* B batch, I inputs of a layer, O its units. */
struct layer {
  int inputs, units;
  enum activation activation;
  float kernel_l2, activity_l2, dropout;
  float *kernel, *bias;                         /* [I, O], [O] */
  float *kernel_gradient, *bias_gradient;
  float *kernel_m, *kernel_v, *bias_m, *bias_v; /* Adam's moments; m is the velocity of SGD */
  float *activity, *mask, *out, *gradient;      /* [B, O]; out = activity · mask */
};

struct set {
  float *images;
  uint8_t *labels;
  int count;
};

static struct layer layers[MAX_LAYERS];
static int layer_count, features, batch_size;
static int is_adam;
static float rate, beta1, beta2, epsilon, momentum;
static long adam_steps;
static uint32_t random_state[LANES] __attribute__((aligned(64)));

static void fail(const char *what) {
  fprintf(stderr, "trainer: %s\n", what);
  exit(1);
}

static float *floats(size_t length) {
  float *memory = aligned_alloc(64, (length * sizeof(float) + 127) / 64 * 64);
  if (memory == NULL) fail("out of memory");
  memset(memory, 0, length * sizeof(float));
  return memory;
}

static void *read_file(const char *path, size_t bytes) {
  FILE *file = fopen(path, "rb");
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (file == NULL || memory == NULL || fread(memory, 1, bytes, file) != bytes) fail(path);
  fclose(file);
  return memory;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

/* One xorshift32 per lane, so that a row of them is vector code. */
static inline void next_random(void) {
  for (int lane = 0; lane < LANES; lane++) {
    uint32_t x = random_state[lane];
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    random_state[lane] = x;
  }
}

static void seed_random(uint32_t seed) {
  for (int lane = 0; lane < LANES; lane++) {
    uint32_t x = seed * 2654435761u + lane * 0x9e3779b9u + 1;
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    x ^= x >> 13;
    random_state[lane] = x | 1;
  }
  for (int i = 0; i < 20; i++) next_random();
}

static uint32_t random_word(void) {
  next_random();
  return random_state[0];
}

#ifdef WITH_CBLAS
static void product(int ta, int tb, int m, int n, int k, const float *a, const float *b, float *c) {
  cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, m, n, k, 1.0f, a,
              ta ? m : k, b, tb ? k : n, 0.0f, c, n);
}
#else
static void product(int ta, int tb, int m, int n, int k, const float *a, const float *b, float *c) {
  memset(c, 0, sizeof(float) * m * n);
  if (tb) {
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int l = 0; l < k; l++) sum += a[(size_t)i * k + l] * b[(size_t)j * k + l];
        c[(size_t)i * n + j] = sum;
      }
    return;
  }
  for (int i = 0; i < m; i++)
    for (int l = 0; l < k; l++) {
      const float factor = ta ? a[(size_t)l * m + i] : a[(size_t)i * k + l];
      if (factor == 0) continue;
      for (int j = 0; j < n; j++) c[(size_t)i * n + j] += factor * b[(size_t)l * n + j];
    }
}
#endif

/* Bias and activation of every layer, with dropout in training; the last layer's `out` holds its logits. */
static void forward(const float *images, int batch, int training) {
  const float *in = images;
  for (struct layer *layer = layers; layer < layers + layer_count; layer++) {
    const int units = layer->units;
    product(0, 0, batch, units, layer->inputs, in, layer->kernel, layer->out);
    const int drops = training && layer->dropout > 0;
    const uint32_t threshold = drops ? (uint32_t)(layer->dropout * 4294967296.0) : 0;
    const float scale = 1 / (1 - layer->dropout);
    const int length = batch * units;
    float *restrict out = layer->out, *restrict activity = layer->activity, *restrict mask = layer->mask;
    for (int row = 0; row < batch; row++)
      for (int o = 0; o < units; o++) out[row * units + o] += layer->bias[o];
    if (layer->activation == RELU)
      for (int i = 0; i < length; i++) activity[i] = out[i] > 0 ? out[i] : 0;
    else if (layer->activation == SIGMOID)
      for (int i = 0; i < length; i++) activity[i] = 1 / (1 + expf(-out[i]));
    if (layer->activation != SOFTMAX) {
      if (drops) {
        for (int i = 0; i < length; i += LANES) {
          next_random();
          for (int lane = 0; lane < LANES; lane++) {
            mask[i + lane] = random_state[lane] >= threshold ? scale : 0;
            out[i + lane] = activity[i + lane] * mask[i + lane];
          }
        }
      } else {
        memcpy(out, activity, sizeof(float) * length);
        for (int i = 0; training && i < length; i++) mask[i] = 1;
      }
    }
    in = out;
  }
}

/* The summed loss of the batch and its right answers; in training also the gradient of the mean loss by the logits. */
static double loss_of(const uint8_t *labels, int batch, int training, int *right) {
  struct layer *last = &layers[layer_count - 1];
  const int classes = last->units;
  double loss = 0;
  for (int row = 0; row < batch; row++) {
    const float *logits = last->out + row * classes;
    float most = logits[0];
    int answer = 0;
    for (int c = 1; c < classes; c++)
      if (logits[c] > most) {
        most = logits[c];
        answer = c;
      }
    float sum = 0, powers[256];
    for (int c = 0; c < classes; c++) sum += powers[c] = expf(logits[c] - most);
    const int label = labels[row];
    loss += logf(sum) - (logits[label] - most);
    *right += answer == label;
    if (!training) continue;
    float *gradient = last->gradient + row * classes;
    for (int c = 0; c < classes; c++) gradient[c] = (powers[c] / sum - (c == label)) / batch;
  }
  for (struct layer *layer = layers; layer < layers + layer_count; layer++) {
    float weights = 0, activities = 0;
    if (layer->kernel_l2 > 0)
      for (int i = 0; i < layer->inputs * layer->units; i++) weights += layer->kernel[i] * layer->kernel[i];
    if (layer->activity_l2 > 0)
      for (int i = 0; i < batch * layer->units; i++) activities += layer->activity[i] * layer->activity[i];
    loss += batch * layer->kernel_l2 * weights + layer->activity_l2 * activities;
  }
  return loss;
}

static void adam(float *restrict w, float *restrict m, float *restrict v, const float *restrict g, int length, float l2,
                 float step_size) {
  for (int i = 0; i < length; i++) {
    const float gradient = g[i] + 2 * l2 * w[i];
    m[i] = beta1 * m[i] + (1 - beta1) * gradient;
    v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient;
    w[i] -= step_size * m[i] / (sqrtf(v[i]) + epsilon);
  }
}

static void sgd(float *restrict w, float *restrict velocity, const float *restrict g, int length, float l2) {
  for (int i = 0; i < length; i++) {
    velocity[i] = momentum * velocity[i] - rate * (g[i] + 2 * l2 * w[i]);
    w[i] += velocity[i];
  }
}

static void update(struct layer *layer, float step_size) {
  const int weights = layer->inputs * layer->units;
  if (is_adam) {
    adam(layer->kernel, layer->kernel_m, layer->kernel_v, layer->kernel_gradient, weights, layer->kernel_l2, step_size);
    adam(layer->bias, layer->bias_m, layer->bias_v, layer->bias_gradient, layer->units, 0, step_size);
  } else {
    sgd(layer->kernel, layer->kernel_m, layer->kernel_gradient, weights, layer->kernel_l2);
    sgd(layer->bias, layer->bias_m, layer->bias_gradient, layer->units, 0);
  }
}

static void backward(const float *images, int batch) {
  adam_steps++;
  const float step_size =
      is_adam ? rate * sqrt(1 - pow(beta2, adam_steps)) / (1 - pow(beta1, adam_steps)) : rate;
  for (int at = layer_count - 1; at >= 0; at--) {
    struct layer *layer = &layers[at];
    const int units = layer->units, length = batch * units;
    float *restrict gradient = layer->gradient;
    const float *restrict activity = layer->activity, *restrict mask = layer->mask;
    if (layer->activation == RELU)
      for (int i = 0; i < length; i++) gradient[i] = activity[i] > 0 ? gradient[i] * mask[i] : 0;
    else if (layer->activation == SIGMOID) {
      const float penalty = 2 * layer->activity_l2 / batch;
      for (int i = 0; i < length; i++) {
        const float a = activity[i];
        gradient[i] = (gradient[i] * mask[i] + penalty * a) * a * (1 - a);
      }
    }
    const float *in = at == 0 ? images : layers[at - 1].out;
    product(1, 0, layer->inputs, units, batch, in, gradient, layer->kernel_gradient);
    memset(layer->bias_gradient, 0, sizeof(float) * units);
    for (int row = 0; row < batch; row++)
      for (int o = 0; o < units; o++) layer->bias_gradient[o] += gradient[row * units + o];
    if (at > 0) product(0, 1, batch, layer->inputs, units, gradient, layer->kernel, layers[at - 1].gradient);
    update(layer, step_size);
  }
}

static void shuffle(int *order, int count) {
  for (int last = count - 1; last > 0; last--) {
    const int other = ((uint64_t)random_word() * (last + 1)) >> 32;
    const int kept = order[last];
    order[last] = order[other];
    order[other] = kept;
  }
}

/* Returns the mean loss of an epoch in training mode, as the others measure it. */
static double train(struct set set, int *order, float *images, uint8_t *labels, double *accuracy) {
  double loss = 0;
  int right = 0;
  shuffle(order, set.count);
  for (int start = 0; start < set.count; start += batch_size) {
    const int batch = set.count - start < batch_size ? set.count - start : batch_size;
    for (int row = 0; row < batch; row++) {
      const int at = order[start + row];
      memcpy(images + (size_t)row * features, set.images + (size_t)at * features, sizeof(float) * features);
      labels[row] = set.labels[at];
    }
    forward(images, batch, 1);
    loss += loss_of(labels, batch, 1, &right);
    backward(images, batch);
  }
  *accuracy = (double)right / set.count;
  return loss / set.count;
}

static double validate(struct set set, double *accuracy) {
  double loss = 0;
  int right = 0;
  for (int start = 0; start < set.count; start += EVALUATION_BATCH) {
    const int batch = set.count - start < EVALUATION_BATCH ? set.count - start : EVALUATION_BATCH;
    forward(set.images + (size_t)start * features, batch, 0);
    loss += loss_of(set.labels + start, batch, 0, &right);
  }
  *accuracy = (double)right / set.count;
  return loss / set.count;
}

static void add_layer(const char *text, int inputs, int rows) {
  struct layer *layer = &layers[layer_count++];
  char activation[16];
  if (sscanf(text, "%d:%15[a-z]:%f:%f:%f", &layer->units, activation, &layer->kernel_l2, &layer->activity_l2,
             &layer->dropout) != 5)
    fail(text);
  layer->activation = strcmp(activation, "relu") == 0 ? RELU : strcmp(activation, "sigmoid") == 0 ? SIGMOID : SOFTMAX;
  layer->inputs = inputs;
  const int weights = inputs * layer->units;
  float **const kernels[] = {&layer->kernel, &layer->kernel_gradient, &layer->kernel_m, &layer->kernel_v};
  float **const biases[] = {&layer->bias, &layer->bias_gradient, &layer->bias_m, &layer->bias_v};
  float **const rows_of[] = {&layer->activity, &layer->mask, &layer->out, &layer->gradient};
  for (int i = 0; i < 4; i++) {
    *kernels[i] = floats(weights);
    *biases[i] = floats(layer->units);
    /* A row of lanes may reach past the end. */
    *rows_of[i] = floats((size_t)rows * layer->units + LANES);
  }
  const float limit = sqrtf(6.0f / (inputs + layer->units));
  for (int i = 0; i < weights; i++) layer->kernel[i] = (random_word() / 2147483648.0f - 1) * limit;
}

static struct set read_set(char **arguments) {
  struct set set = {.count = atoi(arguments[2])};
  set.images = read_file(arguments[0], sizeof(float) * (size_t)set.count * features);
  set.labels = read_file(arguments[1], set.count);
  return set;
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "--core") == 0) {
#ifdef WITH_CBLAS
    puts(openblas_get_corename());
#endif
    return 0;
  }
  if (count < 17) fail("too few arguments, see the head of trainer.c");
  features = atoi(arguments[7]);
  batch_size = atoi(arguments[8]);
  const int epochs = atoi(arguments[9]);
  seed_random(atoi(arguments[10]));
  is_adam = strcmp(arguments[11], "adam") == 0;
  rate = atof(arguments[12]);
  beta1 = momentum = atof(arguments[13]);
  beta2 = atof(arguments[14]);
  epsilon = atof(arguments[15]);
  const struct set training = read_set(arguments + 1), validation = read_set(arguments + 4);
  const int rows = batch_size > EVALUATION_BATCH ? batch_size : EVALUATION_BATCH;
  for (int at = 16, inputs = features; at < count && layer_count < MAX_LAYERS; at++) {
    add_layer(arguments[at], inputs, rows);
    inputs = layers[layer_count - 1].units;
  }
#ifdef WITH_CBLAS
  openblas_set_num_threads(1);
  char notes[256];
  snprintf(notes, sizeof notes, "one thread, sgemm of OpenBLAS for %s", openblas_get_corename());
#else
  const char *notes = "one thread, products as plain loops: no OpenBLAS to link with";
#endif
  int *order = malloc(sizeof(int) * training.count);
  for (int i = 0; i < training.count; i++) order[i] = i;
  float *images = floats((size_t)batch_size * features);
  uint8_t *labels = malloc(batch_size);
  double loss = 0, accuracy = 0, training_accuracy;
  printf("{\"peer\":\"c\",\"version\":\"%s\",\"secondsPerEpoch\":[", __VERSION__);
  for (int epoch = 0; epoch < epochs; epoch++) {
    const double started = now();
    const double training_loss = train(training, order, images, labels, &training_accuracy);
    loss = validate(validation, &accuracy);
    printf("%s%.6f", epoch == 0 ? "" : ",", now() - started);
    if (!isfinite(training_loss)) fail("the loss is not finite");
  }
  printf("],\"validationLoss\":%.9g,\"validationAccuracy\":%.9g,\"notes\":[\"%s\"", loss, accuracy, notes);
  const char *note = getenv("PEER_NOTE");
  if (note != NULL) printf(",\"%s\"", note);
  puts("]}");
  return 0;
}
