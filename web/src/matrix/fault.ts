/** A matrix or a setting that this page refuses, in a sentence that says what to do. */
export class Fault extends Error {
  override readonly name = "Fault";
}
