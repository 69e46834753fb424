package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one breakdown has more or less than another, line by line: lines of the same name and unit
 * price, or of the same name and cause, are one. What is in both falls out, so that the rest adds
 * up exactly to the difference of the sums.
 */
public final class PartsDifference {

  private final Map<Line, BigDecimal> amounts = new LinkedHashMap<>();

  /** Starts with these lines. */
  public PartsDifference(List<RatedLine.Part> parts) {
    parts.forEach(part -> add(part, false));
  }

  /** Takes those away. */
  public PartsDifference minus(List<RatedLine.Part> parts) {
    parts.forEach(part -> add(part, true));
    return this;
  }

  /** Adds those. */
  public PartsDifference plus(List<RatedLine.Part> parts) {
    parts.forEach(part -> add(part, false));
    return this;
  }

  /** The lines that are left, in the order in which each was seen first. */
  public List<RatedLine.Part> parts() {
    List<RatedLine.Part> parts = new ArrayList<>();
    amounts.forEach(
        (line, amount) -> {
          if (amount.signum() != 0) {
            parts.add(line.part(amount));
          }
        });
    return parts;
  }

  private void add(RatedLine.Part part, boolean taken) {
    RatedLine.Cause cause = part.cause();
    Line line = new Line(part.component(), cause == null ? part.unitPrice() : null, cause);
    BigDecimal amount = cause == null ? part.quantity() : part.subtotal();
    amounts.merge(line, taken ? amount.negate() : amount, BigDecimal::add);
  }

  /** By unit price its amount is a quantity, by cause it is money. */
  private record Line(
      String component, @Nullable BigDecimal unitPrice, RatedLine.@Nullable Cause cause) {

    RatedLine.Part part(BigDecimal amount) {
      if (cause != null) {
        return RatedLine.Part.caused(cause, component, amount);
      }
      return RatedLine.Part.of(component, amount, Objects.requireNonNull(unitPrice));
    }
  }
}
