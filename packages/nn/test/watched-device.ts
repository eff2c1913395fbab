/** A device that answers some calls its own way and passes all others on, to count or see them in a test. */
import type { Device } from '@inkgrad/tensor';

export function watchedDevice(device: Device, own: Partial<Device>): Device {
  return new Proxy(device, {
    get: (target, key) => {
      if (Object.hasOwn(own, key)) return own[key as keyof Device];
      // Private fields are the device's own, so that its methods have to be called on it.
      const value: unknown = target[key as keyof Device];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
