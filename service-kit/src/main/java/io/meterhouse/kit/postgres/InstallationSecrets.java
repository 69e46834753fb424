package io.meterhouse.kit.postgres;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Jdbi;

/**
 * Random values that all instances of an installation share. Not for what whoever reads the
 * database must not be able to do.
 */
public final class InstallationSecrets {

  private static final int BYTES = 32;

  private InstallationSecrets() {}

  /** The value of that name, made where nobody has asked for it before. */
  public static byte[] get(Jdbi jdbi, String name, Instant now) {
    byte[] made = new byte[BYTES];
    new SecureRandom().nextBytes(made);
    return jdbi.withHandle(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO installation_secrets (name, value, created_at)"
                      + " VALUES (:name, :value, :now) ON CONFLICT DO NOTHING")
              .bind("name", name)
              .bind("value", made)
              .bind("now", now.atOffset(ZoneOffset.UTC))
              .execute();
          return handle
              .createQuery("SELECT value FROM installation_secrets WHERE name = :name")
              .bind("name", name)
              .mapTo(byte[].class)
              .one();
        });
  }
}
