package io.meterhouse.kit.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Port: how far scheduled audits are, whichever instance carried them out. Both throw where that
 * cannot be read or is not certain to be kept.
 */
public interface AuditMemory {

  /** Everything accepted before it was audited; empty: nobody has begun. */
  Optional<Instant> end();

  /** It never goes back: an earlier end than the present one changes nothing. */
  void keep(Instant end);
}
