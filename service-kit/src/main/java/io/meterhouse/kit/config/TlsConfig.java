package io.meterhouse.kit.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Files of PEM text that make HTTP encrypted.
 *
 * @param certificate our certificate, and behind it those that lead to its authority
 * @param key its private key, PKCS#8 and without a password
 * @param clientAuthority certificates of which one must have signed the client's; null: clients
 *     need none
 * @param reloadInterval how often the files are looked at for a change
 */
public record TlsConfig(
    Path certificate, Path key, @Nullable Path clientAuthority, Duration reloadInterval) {

  private static final String CERTIFICATE = "METERHOUSE_TLS_CERTIFICATE";
  private static final String KEY = "METERHOUSE_TLS_KEY_FILE";
  private static final String CLIENT_CA = "METERHOUSE_TLS_CLIENT_CA";

  /** Reads METERHOUSE_TLS_*; null where none of them asks for TLS. */
  public static @Nullable TlsConfig from(Settings settings) {
    String certificate = settings.string(CERTIFICATE);
    String key = settings.string(KEY);
    String clientAuthority = settings.string(CLIENT_CA);
    Duration reloadInterval = settings.duration("METERHOUSE_TLS_RELOAD_INTERVAL");
    if (certificate.isEmpty() && key.isEmpty() && clientAuthority.isEmpty()) {
      return null;
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new ConfigurationException(
          (certificate.isEmpty() ? CERTIFICATE : KEY)
              + " is not set, but "
              + (certificate.isEmpty() && key.isEmpty()
                  ? CLIENT_CA
                  : certificate.isEmpty() ? KEY : CERTIFICATE)
              + " is (expected: both "
              + CERTIFICATE
              + " and "
              + KEY
              + ", or neither)");
    }
    return new TlsConfig(
        Path.of(certificate),
        Path.of(key),
        clientAuthority.isEmpty() ? null : Path.of(clientAuthority),
        reloadInterval);
  }
}
