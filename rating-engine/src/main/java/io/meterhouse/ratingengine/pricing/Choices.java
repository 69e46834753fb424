package io.meterhouse.ratingengine.pricing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Values by their names in the API, in the order in which they are shown. */
public final class Choices {

  private Choices() {}

  /** Those values by name. */
  public static <T> Map<String, T> of(T[] values, Function<T, String> name) {
    Map<String, T> choices = new LinkedHashMap<>();
    Arrays.stream(values).forEach(value -> choices.put(name.apply(value), value));
    return choices;
  }
}
