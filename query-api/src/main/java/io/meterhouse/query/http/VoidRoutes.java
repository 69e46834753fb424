package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.AuditNotes;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.TenantAccess;
import io.meterhouse.query.VoidAnswer;
import io.meterhouse.query.VoidMark;
import io.meterhouse.query.VoidRequest;
import io.meterhouse.query.VoidSearch;
import io.meterhouse.query.Voids;
import io.meterhouse.usagestore.EventRow;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** Takes events out of every figure. */
public record VoidRoutes(VoidSearch search, Voids voids, Changes changes, InstantSource clock)
    implements RouteGroup.Operations {

  private static final String FOUND = "meterhouse.voids.found";

  @Override
  public void register(Routes routes) {
    routes.post(
        "/api/v1/usage/events:void", Access.requires(Scope.USAGE_VOID), this::find, this::carryOut);
  }

  private void find(Context ctx) throws IOException {
    ctx.attribute(FOUND, search.find(VoidRequest.read(JsonBody.read(ctx))));
  }

  private void carryOut(Context ctx) throws IOException {
    VoidRequest request = VoidRequest.read(JsonBody.read(ctx));
    List<EventRow> found = Objects.requireNonNull(ctx.attribute(FOUND));
    VoidMark mark =
        new VoidMark(
            request.reason(),
            TenantAccess.caller(ctx).id(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    List<EventRow> voided = voids.carryOut(found, mark);
    note(AuditNotes.of(ctx), request, voided);
    Answers.json(ctx, 202, VoidAnswer.of(request, found, voided));
  }

  private static void note(AuditNotes notes, VoidRequest request, List<EventRow> voided) {
    if (voided.isEmpty()) {
      notes.nothing();
      return;
    }
    List<String> ids = voided.stream().map(EventRow::id).distinct().sorted().toList();
    notes.changed(
        request.tenant(),
        AuditAction.VOID,
        "usage_events",
        request.source(),
        null,
        new Noted(request.source(), ids, request.reason()));
  }

  private record Noted(String source, List<String> ids, String reason) {}
}
