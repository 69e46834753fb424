package io.meterhouse.ingest;

import io.meterhouse.kit.http.error.Detail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why one event or snapshot of a request was not taken.
 *
 * @param index its position in the request, from 0; blank lines do not count
 * @param id as the client gave it; null where it could not be read
 * @param code stable
 */
public record EventError(
    int index, @Nullable String id, String code, String message, List<Detail> details) {

  private static final int MAX_SHOWN_CHARACTERS = 256;

  static EventError of(int index, @Nullable String id, String code, String field, String reason) {
    String shown =
        id == null || id.length() <= MAX_SHOWN_CHARACTERS
            ? id
            : id.substring(0, MAX_SHOWN_CHARACTERS) + "…";
    String message = field.isEmpty() ? reason : field + ": " + reason;
    return new EventError(
        index,
        shown,
        code,
        message,
        field.isEmpty() ? List.of() : List.of(new Detail(field, reason)));
  }
}
