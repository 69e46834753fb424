package io.meterhouse.ratingengine.billing;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleDraft;
import io.meterhouse.ratingengine.cycle.CycleFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The billing cycles of the control plane, and what somebody enters into them. */
public interface BillingCycles {

  /** Items that may be entered into one cycle by hand. */
  int MAX_MANUAL_ITEMS = 1_000;

  /** Items of a cycle that are shown; none has more, with as many models as a tenant may have. */
  int MAX_SHOWN_ITEMS = 10_000;

  /**
   * Stores an active cycle.
   *
   * @throws ApiException 404 for an unknown tenant, 400 where the draft makes no cycle, 409 where
   *     another cycle of the scope id is there already
   */
  BillingCycle create(CycleDraft draft, Actor actor, Instant now);

  /**
   * Newest start first.
   *
   * @throws ApiException 404 for an unknown tenant
   */
  List<BillingCycle> list(CycleFilter filter);

  /** The tenant's cycle of that id. */
  Optional<BillingCycle> find(TenantId tenant, UUID id);

  /** Its items by age; of more than {@link #MAX_SHOWN_ITEMS} one more than that. */
  List<BillingItem> items(BillingCycle cycle);

  /**
   * Prices the item by its model as it is now, and stores it.
   *
   * @throws ApiException 404 for an unknown cycle or model, 400 for another scope than the cycle's,
   *     409 where the cycle is not active or full, or the model not active
   */
  BillingItem add(TenantId tenant, UUID cycle, ManualItem item, Instant now);

  /**
   * Makes it something other than closed.
   *
   * @return the cycle before
   * @throws ApiException 404 for an unknown cycle, 409 for what it may not become
   */
  BillingCycle change(TenantId tenant, UUID id, CycleStatus next, Instant now);

  /** 404; says no more than that, also where another tenant has it. */
  static ApiException noSuchCycle(TenantId tenant, Object id) {
    return ApiException.notFound("%s has no billing cycle %s".formatted(tenant, id));
  }
}
