package io.meterhouse.kit.access;

import com.google.protobuf.ByteString;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.catalog.v1.AccessKeyEntry;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key.
 *
 * @param secretHash SHA-256 of its secret
 * @param expiresAt from then on it is refused; null: never
 */
public record AccessKey(Caller caller, ByteString secretHash, @Nullable Instant expiresAt) {

  /** Whether that is this key's secret; takes as long for a wrong one as for the right one. */
  boolean hasSecret(KeySecret secret) {
    return MessageDigest.isEqual(secretHash.toByteArray(), secret.hash());
  }

  boolean isInForce(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  /** As the catalogue has it. */
  public AccessKeyEntry toWire() {
    AccessKeyEntry.Builder entry =
        AccessKeyEntry.newBuilder()
            .setKeyId(caller.id())
            .setSecretHash(secretHash)
            .setActsForUsers(caller.actsForUsers());
    if (caller.tenant() != null) {
      entry.setTenantId(caller.tenant().value());
    }
    if (expiresAt != null) {
      entry.setExpiresAtMillis(expiresAt.toEpochMilli());
    }
    caller.scopes().stream().sorted().map(Scope::wireName).forEach(entry::addScopes);
    return entry.build();
  }

  /** Scopes that this version does not know give nothing. */
  public static AccessKey fromWire(AccessKeyEntry entry) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    entry.getScopesList().forEach(name -> Scope.ofWireName(name).ifPresent(scopes::add));
    return new AccessKey(
        new Caller(
            entry.getKeyId(),
            entry.getTenantId().isEmpty() ? null : TenantId.of(entry.getTenantId()),
            scopes,
            entry.getActsForUsers()),
        entry.getSecretHash(),
        entry.getExpiresAtMillis() == 0 ? null : Instant.ofEpochMilli(entry.getExpiresAtMillis()));
  }
}
