package io.meterhouse.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.query.Paging;
import io.meterhouse.query.RatedFeed;
import io.meterhouse.query.RatedItem;
import io.meterhouse.query.RatedItems;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Billing jobs pull items here. */
public record RatedItemRoutes(RatedItems items, Paging paging) implements RouteGroup.Pricing {

  @Override
  public void register(Routes routes) {
    routes.get("/api/v1/billing/rated-items", Access.requires(Scope.BILLING_READ), this::list);
  }

  private void list(Context ctx) {
    RatedFeed.Page page = RatedFeed.read(QueryParams.of(ctx), paging).page(items);
    Answers.json(
        ctx,
        200,
        new PageView(
            page.items().stream().map(ItemView::of).toList(),
            page.nextPageToken(),
            page.resumeToken(),
            page.finalUntil()));
  }

  private record PageView(
      List<ItemView> items,
      @Nullable String nextPageToken,
      String resumeToken,
      @Nullable Instant finalUntil) {}

  private record ItemView(
      String id,
      String tenantId,
      String scopeType,
      String scopeId,
      String billingCycleId,
      String kind,
      String itemType,
      @Nullable String meter,
      String pricingModelId,
      int pricingModelVersion,
      String quantity,
      String unitPrice,
      String preciseAmount,
      String totalAmount,
      String currency,
      JsonNode breakdown,
      @Nullable String description,
      @Nullable UUID adjustsItemId,
      @Nullable UUID adjustsCycleId,
      long version,
      Instant createdAt,
      Instant changedAt) {

    static ItemView of(RatedItem item) {
      RatedItem.Amounts amounts = item.amounts();
      return new ItemView(
          item.position().id().toString(),
          item.tenant().value(),
          item.scope().type(),
          item.scope().id(),
          item.billingCycleId().toString(),
          item.kind().name(),
          item.kind().itemType(),
          item.meter(),
          item.pricingModelId().toString(),
          item.pricingModelVersion(),
          amounts.quantity().toPlainString(),
          amounts.unitPrice().toPlainString(),
          amounts.preciseAmount().toPlainString(),
          amounts.totalAmount().toPlainString(),
          amounts.currency(),
          StoredJson.read(item.breakdown()),
          item.kind().description(),
          item.kind().adjustsItem(),
          item.kind().adjustsCycle(),
          item.version(),
          item.createdAt(),
          item.changedAt());
    }
  }
}
