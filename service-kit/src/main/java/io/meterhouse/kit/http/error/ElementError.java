package io.meterhouse.kit.http.error;

/**
 * A request of which no element could be taken, all for one reason: the code of the elements stands
 * for the whole. 400, and the caller's fault.
 *
 * @param code as of the elements, for example {@code VALUE_NOT_A_NUMBER}
 */
public record ElementError(String code) implements ErrorCode {

  @Override
  public int status() {
    return 400;
  }

  @Override
  public Fault fault() {
    return Fault.CALLER;
  }
}
