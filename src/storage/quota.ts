/** How much room the browser gives, and the request not to clear it when the disk runs low. */

/** `navigator.storage` of a page; workers have no `persist`, plain http has none of it. */
export interface StorageRoom {
  estimate(): Promise<{ readonly usage?: number; readonly quota?: number }>;
  persisted(): Promise<boolean>;
  persist(): Promise<boolean>;
}

export interface StorageUsage {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

export async function storageUsage(room: StorageRoom | undefined): Promise<StorageUsage | null> {
  const { usage, quota } = (await room?.estimate()) ?? {};
  return usage === undefined || quota === undefined ? null : { usedBytes: usage, quotaBytes: quota };
}

/** True when the data will not be evicted. Firefox asks the person, so call it only once a run is worth keeping. */
export async function keepStorage(room: StorageRoom | undefined): Promise<boolean> {
  if (room === undefined) return false;
  return (await room.persisted()) || room.persist();
}
