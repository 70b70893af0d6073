/** A matrix or a setting that this page refuses, in a sentence that says what to do. */
export class Fault extends Error {
  override readonly name = "Fault";
  /** The control that can mend it, where that is not the matrix. */
  readonly option: string | undefined;

  constructor(message: string, option?: string) {
    super(message);
    this.option = option;
  }
}
