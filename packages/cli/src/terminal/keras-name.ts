/** What Keras calls a metric of the history: validationLoss → val_loss. */
export function kerasName(name: string): string {
  return name.replace(/^validation(?=[A-Z])/, 'val').replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
