package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import io.meterhouse.query.Usage;
import io.meterhouse.usagestore.LedgerTotals;
import io.meterhouse.usagestore.RejectionCursor;
import io.meterhouse.usagestore.RejectionPage;
import io.meterhouse.usagestore.RejectionRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How fresh the answers are, what became of every event, and what was refused. */
public record ProofRoutes(Usage usage, Paging paging, InstantSource clock)
    implements RouteGroup.Operations {

  private static final Access READ = Access.requires(Scope.USAGE_READ);

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/v1/usage/freshness", READ, this::freshness)
        .get("/api/v1/usage/ledger", READ, this::ledger)
        .get("/api/v1/usage/rejections", READ, this::rejections);
  }

  private void freshness(Context ctx) {
    TenantId tenant = tenant(QueryParams.of(ctx));
    Instant watermark = usage.watermark().orElse(null);
    Answers.json(
        ctx,
        200,
        new Freshness(
            tenant.value(),
            watermark,
            watermark == null
                ? null
                : Math.max(0, Duration.between(watermark, clock.instant()).toMillis())));
  }

  private void ledger(Context ctx) {
    TenantId tenant = tenant(QueryParams.of(ctx));
    Instant watermark = usage.ledgerWatermark().orElse(null);
    LedgerTotals totals = usage.ledger(tenant);
    Answers.json(
        ctx,
        200,
        new Ledger(
            tenant.value(),
            totals.accepted(),
            totals.unique(),
            totals.duplicates(),
            totals.rejected(),
            totals.missing(),
            totals.isBalanced(),
            usage.storedEvents(tenant),
            watermark));
  }

  private void rejections(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    PageRequest page = PageRequest.read(params, paging);
    // The platform alone may name none: what could not be decoded is nobody's.
    TenantId tenant = params.optionalTenant("tenant_id");
    params.check();
    List<String> scope = List.of("rejections", tenant == null ? "" : tenant.value());
    RejectionPage found =
        usage.rejections(tenant, page.after(scope, RejectionCursor::parse), page.size());
    RejectionCursor next = found.next();
    Answers.json(
        ctx,
        200,
        new Rejections(
            found.rows().stream().map(Rejection::of).toList(),
            next == null ? null : page.token(scope, List.of(next.token()))));
  }

  private static TenantId tenant(QueryParams params) {
    TenantId tenant = params.tenant("tenant_id");
    params.check();
    return Objects.requireNonNull(tenant);
  }

  private record Freshness(
      String tenantId, @Nullable Instant watermark, @Nullable Long lagMillis) {}

  private record Ledger(
      String tenantId,
      long accepted,
      long unique,
      long duplicates,
      long rejected,
      long missing,
      boolean balanced,
      long uniqueEventsStored,
      @Nullable Instant watermark) {}

  private record Rejections(List<Rejection> items, @Nullable String nextPageToken) {}

  private record Rejection(
      String code,
      String message,
      @Nullable String field,
      @Nullable String meter,
      String source,
      String id,
      String type,
      @Nullable String subject,
      String data,
      Instant acceptedAt) {

    static Rejection of(RejectionRow row) {
      return new Rejection(
          row.code(),
          row.message(),
          orNull(row.field()),
          orNull(row.meter()),
          row.source(),
          row.id(),
          row.type(),
          orNull(row.subject()),
          // Of bytes that could not be decoded, those that are no UTF-8 show as U+FFFD.
          row.data().toStringUtf8(),
          row.acceptedAt());
    }

    private static @Nullable String orNull(String text) {
      return text.isEmpty() ? null : text;
    }
  }
}
