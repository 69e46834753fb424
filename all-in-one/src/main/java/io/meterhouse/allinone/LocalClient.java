package io.meterhouse.allinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.ClientSecret;
import io.meterhouse.kit.access.KeySecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.query.OAuthClient;
import io.meterhouse.query.OAuthClientRequest;
import io.meterhouse.query.StoredKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The platform's key and client on a laptop: made at the first start, kept in a file that its owner
 * alone can read, so that whoever may read the data directory may also use the API.
 *
 * @param file {@code {"client_id":"mhc_…","client_secret":"mhs_…","token":"mh_…"}}
 * @param secret the key, sent as it is
 * @param client gets access tokens of the built-in issuer
 */
record LocalClient(Path file, KeySecret secret, ClientSecret client) {

  private static final String FILE_NAME = "local-client.json";
  private static final String NAME = "local client";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * That of a data directory; what is missing in its file is made.
   *
   * @throws StartupException where the file can neither be read nor written, or others can use it
   */
  static LocalClient in(Path dataDirectory) {
    Path file = dataDirectory.resolve(FILE_NAME);
    SecureRandom random = new SecureRandom();
    try {
      JsonNode content = Files.exists(file) ? read(file) : JSON.createObjectNode();
      KeySecret key =
          content.has("token")
              ? key(file, content.path("token").asText())
              : KeySecret.generate(random);
      Optional<ClientSecret> known = client(content);
      LocalClient client =
          new LocalClient(file, key, known.orElseGet(() -> ClientSecret.generate(random)));
      if (known.isEmpty() || !content.has("token")) {
        client.write();
      }
      return client;
    } catch (IOException e) {
      throw new StartupException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }

  String token() {
    return secret.token();
  }

  /** With every scope, for every tenant and user, for ever. */
  StoredKey key(Instant now) {
    return new StoredKey(
        new AccessKey(
            new Caller(secret.keyId(), null, EnumSet.allOf(Scope.class), true),
            ByteString.copyFrom(secret.hash()),
            null),
        NAME,
        now,
        null);
  }

  /** With the same rights. */
  OAuthClient oauthClient(Instant now) {
    return new OAuthClientRequest(NAME, null, EnumSet.allOf(Scope.class), true).with(client, now);
  }

  private static JsonNode read(Path file) throws IOException {
    PrivateFile.requirePrivate(file);
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      // Without the parser's own words: they would show what the file holds.
      throw new StartupException(
          file + " is not JSON (expected: the file that was written; remove it to get a new key)");
    }
  }

  private static KeySecret key(Path file, String token) {
    return KeySecret.parse(token)
        .orElseThrow(
            () ->
                new StartupException(
                    file
                        + " holds no key (expected: the file that was written; remove it to get a"
                        + " new key)"));
  }

  private static Optional<ClientSecret> client(JsonNode content) {
    String id = content.path("client_id").asText();
    String secret = content.path("client_secret").asText();
    return id.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClientSecret(id, secret));
  }

  private void write() throws IOException {
    Map<String, String> content = new LinkedHashMap<>();
    content.put("client_id", client.clientId());
    content.put("client_secret", client.secret());
    content.put("token", secret.token());
    PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
  }
}
