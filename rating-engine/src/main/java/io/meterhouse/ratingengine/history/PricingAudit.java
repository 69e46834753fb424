package io.meterhouse.ratingengine.history;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was changed about a tenant's prices and bills, by whom. */
public interface PricingAudit {

  /**
   * The selected entries, newest first.
   *
   * @param limit the most that are returned
   * @throws ApiException 404 for an unknown tenant, 400 where the tenant has no entry {@code
   *     before}
   */
  List<AuditedEntry> search(Selection selection, int limit);

  /** The tenant's entry of that id. */
  Optional<AuditedEntry> find(TenantId tenant, UUID id);

  /**
   * As {@link #find}; until the transaction ends, nobody else changes the tenant's prices or takes
   * one of its entries back.
   *
   * @throws ApiException 404 for an unknown tenant
   */
  Optional<AuditedEntry> lock(TenantId tenant, UUID id);

  /**
   * Which entries of a tenant; null selects all.
   *
   * @param actorId the user that a caller acted for, or the caller where it acted for nobody
   * @param from first, included
   * @param to last, excluded
   * @param before an entry; those that are older
   */
  record Selection(
      TenantId tenant,
      @Nullable AuditedType type,
      @Nullable UUID entityId,
      @Nullable String actorId,
      @Nullable AuditAction action,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable UUID before) {

    /** All that was changed about one thing. */
    public static Selection ofEntity(
        TenantId tenant, AuditedType type, UUID id, @Nullable UUID before) {
      return new Selection(tenant, type, id, null, null, null, null, before);
    }
  }

  /** 404; says no more than that, also where another tenant has it. */
  static ApiException noSuchEntry(TenantId tenant, Object id) {
    return ApiException.notFound("%s has no audit entry %s".formatted(tenant, id));
  }
}
