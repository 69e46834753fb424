package io.meterhouse.query;

import io.meterhouse.kit.access.token.AnnouncedKey;
import java.time.Instant;
import java.util.List;

/** The public keys of the built-in OAuth issuer, as every service knows them. */
public interface SigningKeyStore {

  /**
   * Stores the key, or moves its end on, and tells every service; forgets keys that ended before
   * {@code forgetBefore}.
   *
   * @throws io.meterhouse.kit.http.ApiException 503 where the services cannot be told now
   */
  void announce(AnnouncedKey key, Instant forgetBefore);

  /** Those whose tokens are believed at that time, in order of id. */
  List<AnnouncedKey> inForce(Instant now);
}
