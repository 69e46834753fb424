package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.AuditNotes;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.TenantAccess;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.ratingengine.billing.BillingCycles;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.CycleClosing;
import io.meterhouse.ratingengine.billing.ManualItem;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleFilter;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Billing cycles, their items, and their close. */
public record CycleRoutes(
    BillingCycles cycles, CycleClosing closing, Changes changes, InstantSource clock)
    implements RouteGroup.Pricing {

  /** Cycles in one answer. */
  private static final int MAX_LISTED = 1_000;

  private static final String CYCLE = "billing_cycle";
  private static final String ITEM = "billing_item";
  private static final String CYCLES = "/api/v1/billing/cycles";
  private static final Access READ = Access.requires(Scope.BILLING_READ);
  private static final Access WRITE = Access.requires(Scope.BILLING_WRITE);

  @Override
  public void register(Routes routes) {
    routes
        .post(CYCLES, WRITE, this::create)
        .get(CYCLES, READ, this::list)
        .get(CYCLES + "/{id}", READ, this::get)
        .get(CYCLES + "/{id}/summary", READ, this::summary)
        .post(CYCLES + "/{id}/items", WRITE, this::addItem)
        .get(CYCLES + "/{id}/items", READ, this::listItems)
        .post(CYCLES + "/{id}/close", WRITE, this::close)
        .patch(CYCLES + "/{id}/status", WRITE, this::changeStatus);
  }

  private void create(Context ctx) throws IOException {
    Actor actor = TenantAccess.actor(ctx);
    BillingCycle cycle =
        cycles.create(CycleInput.create(JsonBody.read(ctx)), actor, Requests.now(clock));
    CycleView view = CycleView.of(cycle);
    AuditNotes.of(ctx).created(cycle.key().tenant(), CYCLE, view.id().toString(), view);
    Answers.json(ctx, 201, view);
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    @Nullable TenantId tenant = params.tenant("tenantId");
    @Nullable String scopeId = params.as("scopeId", CycleRoutes::line);
    @Nullable String scopeType = params.as("scopeType", CycleRoutes::scopeType);
    @Nullable CycleStatus status =
        params.as("status", name -> Requests.choice(name, CycleInput.STATUSES));
    @Nullable Instant from = params.optionalInstant("fromDate");
    @Nullable Instant to = params.optionalInstant("toDate");
    int size = params.integer("pageSize", MAX_LISTED, 1, MAX_LISTED);
    @Nullable UUID after =
        params.as(
            "pageToken",
            text ->
                Requests.uuid(text)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "no UUID (expected: the id of the last cycle before)")));
    params.check();
    CycleFilter filter =
        new CycleFilter(
            Objects.requireNonNull(tenant), scopeId, scopeType, status, from, to, after, size);
    Answers.json(ctx, 200, cycles.list(filter).stream().map(CycleView::of).toList());
  }

  private void get(Context ctx) {
    Answers.json(ctx, 200, CycleView.of(asked(ctx)));
  }

  private void summary(Context ctx) {
    BillingCycle cycle = asked(ctx);
    Answers.json(ctx, 200, SummaryView.of(cycle, items(cycle)));
  }

  private void listItems(Context ctx) {
    Answers.json(ctx, 200, items(asked(ctx)).stream().map(ItemView::of).toList());
  }

  /** All of them: a part would be taken for the whole. */
  private List<BillingItem> items(BillingCycle cycle) {
    List<BillingItem> items = cycles.items(cycle);
    if (items.size() > BillingCycles.MAX_SHOWN_ITEMS) {
      throw ApiException.failedPrecondition(
          "billing cycle %s has more than %d items (expected: at most so many; pull them from /billing/rated-items)"
              .formatted(cycle.id(), BillingCycles.MAX_SHOWN_ITEMS));
    }
    return items;
  }

  private void addItem(Context ctx) throws IOException {
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    ManualItem item = CycleInput.item(body);
    BillingItem added = cycles.add(tenant, id(ctx, tenant), item, Requests.now(clock));
    ItemView view = ItemView.of(added);
    AuditNotes.of(ctx).created(tenant, ITEM, view.id().toString(), view);
    Answers.json(ctx, 201, view);
  }

  private void close(Context ctx) throws IOException {
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    body.check();
    close(ctx, tenant);
  }

  private void changeStatus(Context ctx) throws IOException {
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    CycleStatus status = CycleInput.status(body);
    if (status == CycleStatus.CLOSED) {
      close(ctx, tenant);
      return;
    }
    Instant now = Requests.now(clock);
    BillingCycle before = cycles.change(tenant, id(ctx, tenant), status, now);
    answer(ctx, before, before.in(status, now));
  }

  private void close(Context ctx, TenantId tenant) {
    CycleClosing.Closed closed = closing.close(tenant, id(ctx, tenant));
    answer(ctx, closed.before(), closed.after());
  }

  private static void answer(Context ctx, BillingCycle before, BillingCycle after) {
    CycleView view = CycleView.of(after);
    AuditNotes.of(ctx)
        .changed(
            after.key().tenant(),
            AuditAction.UPDATE,
            CYCLE,
            view.id().toString(),
            CycleView.of(before),
            view);
    Answers.json(ctx, 200, view);
  }

  /** The cycle that a question names. */
  private BillingCycle asked(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    @Nullable TenantId named = params.tenant("tenantId");
    params.check();
    TenantId tenant = Objects.requireNonNull(named);
    UUID id = id(ctx, tenant);
    return cycles.find(tenant, id).orElseThrow(() -> BillingCycles.noSuchCycle(tenant, id));
  }

  private static UUID id(Context ctx, TenantId tenant) {
    String text = ctx.pathParam("id");
    return Requests.uuid(text, () -> BillingCycles.noSuchCycle(tenant, text));
  }

  private static String line(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("holds U+0000 (expected: text)");
    }
    return text;
  }

  /** Also of cycles that rating opens for usage that names nobody. */
  private static String scopeType(String name) {
    return name.equals("global") ? name : Requests.choice(name, CycleInput.SCOPE_TYPES);
  }
}
