package io.meterhouse.metering;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parsed JSON value whose numbers keep the digits that the client wrote. */
public sealed interface DataValue {

  record Text(String value) implements DataValue {}

  /** A JSON number as it was written; nothing is rounded, because nothing is converted. */
  @SuppressWarnings("AvoidCommonTypeNames") // JSON's word for it
  record Number(String literal) implements DataValue {

    /**
     * @throws NumberFormatException if the literal's exponent is beyond what a decimal can carry
     */
    public BigDecimal value() {
      return new BigDecimal(literal);
    }
  }

  record Bool(boolean value) implements DataValue {}

  record Null() implements DataValue {}

  record Obj(Map<String, DataValue> fields) implements DataValue, EventData {

    public Obj {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public Optional<DataValue> at(PropertyPath path) {
      return path.readFrom(this);
    }

    public static Obj empty() {
      return new Obj(Map.of());
    }
  }

  record Arr(List<DataValue> items) implements DataValue {

    public Arr {
      items = List.copyOf(items);
    }
  }
}
