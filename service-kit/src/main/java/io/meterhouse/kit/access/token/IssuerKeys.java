package io.meterhouse.kit.access.token;

import java.util.Optional;

/** The keys of one issuer as they are known here. Thread-safe. */
interface IssuerKeys {

  /** The key of that id; may look for it anew where it is not known, within a bounded time. */
  Optional<VerificationKey> find(String keyId);
}
