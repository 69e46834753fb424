package io.meterhouse.ratingengine.usage;

/** A meter that is not in this process's catalogue; it may arrive within moments. */
public final class UnknownMeterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names the meter. */
  public UnknownMeterException(PriceKey key) {
    super("meter %s of %s is not in the catalogue".formatted(key.meter(), key.tenant()));
  }

  /** Names the version that is waited for. */
  public UnknownMeterException(PriceKey key, int version) {
    super(
        "version %d of meter %s of %s is not asked for yet"
            .formatted(version, key.meter(), key.tenant()));
  }
}
