package io.meterhouse.kit.http.error;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects everything wrong with one request, so that a client learns it in one answer. */
public final class Problems {

  private static final int MAX_REPORTED = 50;

  private final List<Detail> details = new ArrayList<>();

  /** Notes a problem; beyond 50 they are only counted. */
  public void add(String field, String reason) {
    details.add(new Detail(field, reason));
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
    if (details.size() > 1) {
      message += " (and " + (details.size() - 1) + " more)";
    }
    List<Detail> reported = details.subList(0, Math.min(details.size(), MAX_REPORTED));
    throw new ApiException(ApiError.INVALID_ARGUMENT, message, reported);
  }
}
