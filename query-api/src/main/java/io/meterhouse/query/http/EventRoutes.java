package io.meterhouse.query.http;

import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.query.EventQuestion;
import io.meterhouse.query.Paging;
import io.meterhouse.query.RawEvents;
import io.meterhouse.query.VoidMark;
import io.meterhouse.query.Voids;
import io.meterhouse.usagestore.EventPage;
import io.meterhouse.usagestore.EventRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows unique events as they came, and which of them count no more. */
public record EventRoutes(RawEvents events, Voids voids, Paging paging)
    implements RouteGroup.Operations {

  @Override
  public void register(Routes routes) {
    routes.get("/api/v1/usage/events", Access.requires(Scope.USAGE_READ), this::list);
  }

  private void list(Context ctx) {
    EventQuestion question = EventQuestion.read(QueryParams.of(ctx), paging);
    EventPage page = events.page(question.selection(), question.after(), question.page().size());
    Map<EventRow, VoidMark> marks = voids.of(page.rows());
    Answers.json(
        ctx,
        200,
        new Events(
            page.rows().stream().map(row -> Event.of(row, marks.get(row))).toList(),
            question.nextPageToken(page)));
  }

  private record Events(List<Event> events, @Nullable String nextPageToken) {}

  private record Event(
      String id,
      String source,
      String type,
      @Nullable String subject,
      Instant time,
      @Nullable RawValue data,
      Instant acceptedAt,
      @Nullable Instant voidedAt,
      @Nullable String voidReason) {

    static Event of(EventRow row, @Nullable VoidMark mark) {
      return new Event(
          row.id(),
          row.source(),
          row.type(),
          row.subject().isEmpty() ? null : row.subject(),
          row.time(),
          // As it is stored, so that every digit is as the client wrote it.
          row.data().isEmpty() ? null : new RawValue(row.data().toStringUtf8()),
          row.acceptedAt(),
          mark == null ? null : mark.at(),
          mark == null ? null : mark.reason());
    }
  }
}
