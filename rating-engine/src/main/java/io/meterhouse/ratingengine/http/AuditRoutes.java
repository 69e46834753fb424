package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.AuditEntry;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.AuditNotes;
import io.meterhouse.kit.http.Exchange;
import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.TenantAccess;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.rule.RuleLimits;
import io.meterhouse.ratingengine.history.AuditedEntry;
import io.meterhouse.ratingengine.history.PricingAudit;
import io.meterhouse.ratingengine.pricing.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who changed what about prices and bills; and takes changes of prices back. */
public record AuditRoutes(
    PricingAudit audit, ReversalWork work, Changes changes, InstantSource clock)
    implements RouteGroup.Pricing {

  /** Entries that one answer to a search holds; older ones are asked for with {@code before}. */
  static final int MAX_FOUND = 200;

  /** As {@link #MAX_FOUND}, of the history of one thing. */
  static final int MAX_HISTORY = 1_000;

  private static final String AUDIT = "/api/v1/billing/audit";
  private static final Access READ = Access.requires(Scope.AUDIT_READ);

  @Override
  public void register(Routes routes) {
    routes
        .get(AUDIT, READ, this::search)
        .get(AUDIT + "/{entityType}/{entityId}", READ, this::history)
        .post(AUDIT + "/{id}/reverse", Access.requires(Scope.PRICING_WRITE), this::reverse);
  }

  private void search(Context ctx) {
    PricingAudit.Selection selection = AuditInput.search(QueryParams.of(ctx));
    answer(ctx, audit.search(selection, MAX_FOUND));
  }

  private void history(Context ctx) {
    PricingAudit.Selection selection =
        AuditInput.history(
            QueryParams.of(ctx), ctx.pathParam("entityType"), ctx.pathParam("entityId"));
    List<AuditedEntry> entries = audit.search(selection, MAX_HISTORY);
    if (entries.isEmpty() && selection.before() == null) {
      throw AuditInput.noHistory(
          selection.tenant(), ctx.pathParam("entityType"), ctx.pathParam("entityId"));
    }
    answer(ctx, entries);
  }

  private static void answer(Context ctx, List<AuditedEntry> entries) {
    Answers.json(ctx, 200, entries.stream().map(AuditView::of).toList());
  }

  private void reverse(Context ctx) throws IOException {
    Signature by = new Signature(TenantAccess.actor(ctx), Requests.now(clock));
    JsonBody body = JsonBody.read(ctx);
    @Nullable TenantId named = body.tenant("tenantId");
    String reason = body.text("reason");
    Requests.limit(body, "reason", reason, RuleLimits.MAX_TEXT_CHARS);
    body.check();
    TenantId tenant = Objects.requireNonNull(named);
    String asked = ctx.pathParam("id");
    UUID id = Requests.uuid(asked, () -> PricingAudit.noSuchEntry(tenant, asked));
    AuditedEntry entry =
        audit.lock(tenant, id).orElseThrow(() -> PricingAudit.noSuchEntry(tenant, asked));
    ReversalWork.Done done = work.of(entry, by);
    AuditNotes notes = AuditNotes.of(ctx);
    notes.changed(
        tenant,
        done.action(),
        done.type().wireName(),
        done.id().toString(),
        done.before(),
        done.after());
    AuditEntry noted = notes.reversing(id, reason, by.at());
    Answers.json(ctx, 200, AuditView.of(entry(ctx, tenant, noted, done)));
  }

  /** As it will be read when it is stored: nobody has changed the entity since. */
  private static AuditedEntry entry(
      Context ctx, TenantId tenant, AuditEntry noted, ReversalWork.Done done) {
    Actor actor = TenantAccess.actor(ctx);
    boolean isForUser = !actor.equals(Actor.itself(TenantAccess.caller(ctx)));
    return new AuditedEntry(
        noted.id(),
        tenant,
        done.type(),
        noted.entityId(),
        noted.action(),
        actor.id(),
        isForUser ? actor.role() : null,
        text(noted.before()),
        text(noted.after()),
        noted.reason(),
        noted.reverses(),
        Exchange.traceId(ctx),
        Objects.requireNonNull(noted.at()),
        new AuditedEntry.Standing(null, done.versionBefore(), true, true, noted.id(), null));
  }

  private static @Nullable String text(@Nullable JsonNode state) {
    try {
      return state == null ? null : Json.camelCase().writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
