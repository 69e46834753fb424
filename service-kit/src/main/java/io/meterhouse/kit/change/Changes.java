package io.meterhouse.kit.change;

/**
 * Carries out requests that change the control plane. What a request changes, its audit entries and
 * the answer that its idempotency key stands for are stored together or not at all.
 */
public interface Changes {

  /**
   * The answer to give: of this request, or of the first one with the same key.
   *
   * @throws IdempotencyKeyException where the key cannot be used for this request
   * @throws Exception what the work threw; nothing has been changed then
   */
  Reply carryOut(ChangeRequest request, Work work) throws Exception;

  /** Changes something, on the thread and in the transaction of whoever calls it. */
  @FunctionalInterface
  interface Work {
    Outcome run() throws Exception;
  }
}
