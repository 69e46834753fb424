package io.meterhouse.metering;

/** A value cannot be taken as a quantity; the message says what came and what was expected. */
public final class QuantityException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String reason;

  public QuantityException(String code, String reason) {
    super(reason);
    this.code = code;
    this.reason = reason;
  }

  /** One of the codes of {@link Quantity}; stable. */
  public String code() {
    return code;
  }

  /** What came and what was expected. */
  public String reason() {
    return reason;
  }
}
