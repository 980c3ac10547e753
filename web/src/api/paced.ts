/** Does something at most once in so many milliseconds: at once where the last time is long ago, else as soon as they have passed. */
export class Paced {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = -Infinity;

  constructor(
    private readonly act: () => void,
    private readonly ms: number,
  ) {}

  ask(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.last = Date.now();
      this.act();
    }, Math.max(0, this.last + this.ms - Date.now()));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
