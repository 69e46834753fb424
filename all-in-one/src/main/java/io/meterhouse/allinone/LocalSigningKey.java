package io.meterhouse.allinone;

import io.meterhouse.kit.access.token.SigningKey;
import io.meterhouse.kit.lifecycle.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The built-in OAuth issuer's key on a laptop, where nobody configured one. */
final class LocalSigningKey {

  private static final String NAME = "oauth-signing-key.pem";

  private LocalSigningKey() {}

  /**
   * That of a data directory; made where there is none.
   *
   * @throws StartupException where the file cannot be written, or others can use it
   */
  static Path in(Path dataDirectory) {
    Path file = dataDirectory.resolve(NAME);
    try {
      if (Files.exists(file)) {
        PrivateFile.requirePrivate(file);
      } else {
        PrivateFile.write(
            file, SigningKey.generatePem(new SecureRandom()).getBytes(StandardCharsets.US_ASCII));
      }
      return file;
    } catch (IOException e) {
      throw new StartupException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }
}
