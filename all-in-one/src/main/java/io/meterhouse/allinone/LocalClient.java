package io.meterhouse.allinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.KeySecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.query.StoredKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;

/**
 * The platform's key on a laptop: made at the first start, kept in a file that its owner alone can
 * read, so that whoever may read the data directory may also use the API.
 *
 * @param file {@code {"key_id":"…","token":"mh_…"}}
 */
record LocalClient(Path file, KeySecret secret) {

  private static final String NAME = "local-client.json";

  /**
   * That of a data directory; made where there is none.
   *
   * @throws StartupException where the file can neither be read nor written
   */
  static LocalClient in(Path dataDirectory) {
    Path file = dataDirectory.resolve(NAME);
    try {
      if (!Files.exists(file)) {
        write(file, KeySecret.generate(new SecureRandom()));
      }
      return new LocalClient(file, read(file));
    } catch (IOException e) {
      throw new StartupException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }

  String token() {
    return secret.token();
  }

  /** With every scope, for every tenant, for ever. */
  StoredKey key(Instant now) {
    return new StoredKey(
        new AccessKey(
            new Caller(secret.keyId(), null, EnumSet.allOf(Scope.class)),
            ByteString.copyFrom(secret.hash()),
            null),
        "local client",
        now,
        null);
  }

  private static KeySecret read(Path file) throws IOException {
    String token;
    try {
      token =
          JsonMapper.builder().build().readTree(Files.readAllBytes(file)).path("token").asText();
    } catch (JsonProcessingException e) {
      // Without the parser's own words: they would show what the file holds.
      throw new StartupException(
          file + " is not JSON (expected: the file that was written; remove it to get a new key)");
    }
    return KeySecret.parse(token)
        .orElseThrow(
            () ->
                new StartupException(
                    file
                        + " holds no key (expected: the file that was written; remove it to get a"
                        + " new key)"));
  }

  /** The file appears complete, and nobody else can ever read it. */
  private static void write(Path file, KeySecret secret) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path partial = file.resolveSibling(NAME + ".partial");
    Files.deleteIfExists(partial);
    Files.createFile(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    JsonMapper.builder()
        .build()
        .writerWithDefaultPrettyPrinter()
        .writeValue(partial.toFile(), Map.of("key_id", secret.keyId(), "token", secret.token()));
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
