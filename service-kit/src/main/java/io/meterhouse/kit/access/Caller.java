package io.meterhouse.kit.access;

import io.meterhouse.metering.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as proven by a token.
 *
 * @param id of the token, for logs; no secret
 * @param tenant whose data the caller reaches; null: the platform, which reaches every tenant's
 * @param scopes what the caller may do
 * @param actsForUsers whether it may name the user that it acts for, see {@link Actor}
 */
public record Caller(
    String id, @Nullable TenantId tenant, Set<Scope> scopes, boolean actsForUsers) {

  /** Copies. */
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** One that acts for itself alone. */
  public Caller(String id, @Nullable TenantId tenant, Set<Scope> scopes) {
    this(id, tenant, scopes, false);
  }

  /** Meterhouse itself, where it reads what it stored. */
  public static final Caller SELF = new Caller("meterhouse", null, Set.of());

  /** Whether the caller reaches the data of that tenant; null asks for what is the platform's. */
  public boolean reaches(@Nullable TenantId other) {
    return tenant == null || tenant.equals(other);
  }

  public boolean isPlatform() {
    return tenant == null;
  }
}
