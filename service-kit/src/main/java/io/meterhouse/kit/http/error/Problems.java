package io.meterhouse.kit.http.error;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects everything wrong with one request, so that a client learns it in one answer. */
public final class Problems {

  private static final int MAX_REPORTED = 50;
  private static final int MAX_FIELD_CHARACTERS = 200;
  private static final int MAX_REASON_CHARACTERS = 1_000;

  private final List<Detail> details = new ArrayList<>();
  private int found;

  /** Notes a problem; beyond 50 they are only counted, and long texts are cut. */
  public void add(String field, String reason) {
    found++;
    if (details.size() < MAX_REPORTED) {
      details.add(new Detail(cut(field, MAX_FIELD_CHARACTERS), cut(reason, MAX_REASON_CHARACTERS)));
    }
  }

  /** Whether one more would only be counted. */
  public boolean isFull() {
    return details.size() == MAX_REPORTED;
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }

  /** What {@code reader} makes of the text; null, and noted with its message, where it refuses. */
  public <T> @Nullable T read(String field, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      add(field, e.getMessage() == null ? "not valid: " + text : e.getMessage());
      return null;
    }
  }

  /**
   * Returns when there is none.
   *
   * @throws ApiException 400 with all problems
   */
  public void check() {
    if (details.isEmpty()) {
      return;
    }
    Detail first = details.getFirst();
    String message = first.field() + ": " + first.reason();
    if (found > 1) {
      message += " (and " + (found - 1) + " more)";
    }
    throw new ApiException(ApiError.INVALID_ARGUMENT, message, details);
  }
}
