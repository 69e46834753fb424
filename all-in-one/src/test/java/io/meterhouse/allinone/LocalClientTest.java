package io.meterhouse.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.kit.access.KeySecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalClientTest {

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("local-client.json");
  }

  private JsonNode content() throws IOException {
    return JsonMapper.builder().build().readTree(file().toFile());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private void writePrivately(String content) throws IOException {
    Files.writeString(file(), content);
    allow("rw-------", file());
  }

  private static void allow(String modes, Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
  }

  @Test
  void shouldMakeAKeyAndAClientOnceThatTheirOwnerAloneCanRead() throws IOException {
    LocalClient first = LocalClient.in(folder);

    assertThat(LocalClient.in(folder)).isEqualTo(first);
    assertThat(permissions(file())).isEqualTo("rw-------");
    assertThat(content().propertyStream().map(Map.Entry::getKey))
        .containsExactly("client_id", "client_secret", "token");
    assertThat(first.oauthClient(Instant.EPOCH).scopes()).containsExactlyInAnyOrder(Scope.values());
    assertThat(first.key(Instant.EPOCH).key().caller().actsForUsers()).isTrue();
    assertThat(first.toString())
        .doesNotContain(first.secret().secret())
        .doesNotContain(first.client().secret());
  }

  @Test
  void shouldCompleteTheFileOfAnOlderVersionAndKeepItsKey() throws IOException {
    KeySecret key = KeySecret.generate(new SecureRandom());
    writePrivately("{\"key_id\":\"%s\",\"token\":\"%s\"}".formatted(key.keyId(), key.token()));

    LocalClient completed = LocalClient.in(folder);

    assertThat(completed.token()).isEqualTo(key.token());
    assertThat(content().path("token").asText()).isEqualTo(key.token());
    assertThat(content().path("client_id").asText()).isEqualTo(completed.client().clientId());
    assertThat(permissions(file())).isEqualTo("rw-------");
    assertThat(LocalClient.in(folder)).isEqualTo(completed);
  }

  @Test
  void shouldRefuseAFileThatItDidNotWriteWithoutShowingIt() throws IOException {
    for (String content : List.of("hunter2", "{\"token\":\"hunter2\"}")) {
      writePrivately(content);
      assertThatThrownBy(() -> LocalClient.in(folder))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("remove it to get a new key")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void shouldMakeASigningKeyOnceThatItsOwnerAloneCanRead() throws IOException {
    Path key = LocalSigningKey.in(folder);
    String made = Files.readString(key);

    assertThat(Files.readString(LocalSigningKey.in(folder))).isEqualTo(made);
    assertThat(permissions(key)).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----"})
  void shouldRefuseSecretsThatOthersCanUseAndSayWhatToDo(String modes) throws IOException {
    LocalClient client = LocalClient.in(folder);
    Path key = LocalSigningKey.in(folder);
    allow(modes, file());
    allow(modes, key);

    assertThatThrownBy(() -> LocalClient.in(folder))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll(modes, "chmod 600 " + file());
    assertThatThrownBy(() -> LocalSigningKey.in(folder))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll(modes, "chmod 600 " + key);

    allow("rw-------", file());
    allow("r--------", key);
    assertThat(LocalClient.in(folder)).isEqualTo(client);
    assertThat(LocalSigningKey.in(folder)).isEqualTo(key);
  }
}
