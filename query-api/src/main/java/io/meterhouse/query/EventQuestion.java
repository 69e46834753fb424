package io.meterhouse.query;

import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.EventCursor;
import io.meterhouse.usagestore.EventPage;
import io.meterhouse.usagestore.EventSelection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which raw events a client wants to see. */
public record EventQuestion(EventSelection selection, PageRequest page) {

  /**
   * Reads what {@code GET /api/v1/usage/events} selects by. Without a period every event of the
   * tenant would be read, so it is asked for, unless one event is.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 400 with every problem
   */
  public static EventQuestion read(QueryParams params, Paging paging) {
    TenantId tenant = params.tenant("tenant_id");
    String type = text(params, "type", VoidRequest.MAX_ID_CHARS);
    String source = text(params, "source", VoidRequest.MAX_SOURCE_CHARS);
    String id = text(params, "id", VoidRequest.MAX_ID_CHARS);
    String subject = text(params, "subject", VoidRequest.MAX_ID_CHARS);
    Instant from = params.optionalInstant("from");
    Instant to = params.optionalInstant("to");
    PageRequest page = PageRequest.read(params, paging);
    if (id != null && !params.has("source")) {
      params.problem("source", "missing (expected: that of the event, beside its id)");
    }
    for (String name : List.of("from", "to")) {
      if (!params.has("id") && !params.has(name)) {
        params.problem(name, "missing (expected: a period, or source and id of one event)");
      }
    }
    if (from != null && to != null && !from.isBefore(to)) {
      params.problem("to", "%s (expected: after from, %s)".formatted(to, from));
    }
    params.check();
    return new EventQuestion(
        new EventSelection(Objects.requireNonNull(tenant), type, source, id, subject, from, to),
        page);
  }

  /**
   * Where the page before ended; null for the first.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 400 for a page token of another question
   */
  public @Nullable EventCursor after() {
    return page.after(scope(), EventCursor::parse);
  }

  /** Null on the last page. */
  public @Nullable String nextPageToken(EventPage read) {
    EventCursor next = read.next();
    return next == null ? null : page.token(scope(), List.of(next.token()));
  }

  private List<String> scope() {
    List<String> scope = new ArrayList<>();
    scope.add("events");
    scope.add(selection.tenant().value());
    scope.add(String.valueOf(selection.type()));
    scope.add(String.valueOf(selection.source()));
    scope.add(String.valueOf(selection.id()));
    scope.add(String.valueOf(selection.subject()));
    scope.add(String.valueOf(selection.from()));
    scope.add(String.valueOf(selection.to()));
    return scope;
  }

  private static @Nullable String text(QueryParams params, String name, int maxChars) {
    return params.as(
        name,
        text -> {
          if (text.length() > maxChars) {
            throw new IllegalArgumentException(
                "%d characters (expected: at most %d)".formatted(text.length(), maxChars));
          }
          return text;
        });
  }
}
