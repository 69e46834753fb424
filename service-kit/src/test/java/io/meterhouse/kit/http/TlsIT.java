package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as clients meet it, with certificates that are made for each run. */
class TlsIT {

  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private static Path folder;

  private static TestCertificates ours;
  private static TestCertificates strangers;

  private @Nullable HttpServer server;

  @BeforeAll
  static void make() {
    ours = new TestCertificates(folder, "authority");
    ours.sign("server", "EC");
    ours.sign("renewed", "RSA");
    ours.sign("edwards", "Ed25519");
    ours.sign("client", "EC");
    ours.signExpired("expired");
    strangers = new TestCertificates(folder, "stranger");
    strangers.sign("intruder", "EC");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "renewed", "edwards"})
  void shouldServeWhoTrustsTheAuthority(String name) throws Exception {
    start(ours.files(name));
    assertThat(address()).startsWith("https://127.0.0.1:");

    HttpResponse<String> answer = get(ours.client(null));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(answer.headers().firstValue("Strict-Transport-Security"))
        .hasValue("max-age=31536000");
  }

  @Test
  void shouldNotBeTrustedByWhoTrustsAnotherAuthority() {
    start(ours.files("server"));
    assertThatThrownBy(() -> get(strangers.client(null))).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void shouldRefusePlainHttp() throws Exception {
    start(ours.files("server"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET /named HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).doesNotContain("HTTP/1.1", "fine");
    }
  }

  /** By hand, as Java's own client would not even ask. */
  @ParameterizedTest
  @CsvSource({
    "1, 21, an alert", // TLS 1.0
    "2, 21, an alert", // TLS 1.1
    "3, 22, a handshake", // TLS 1.2
  })
  void shouldRefuseAnOldProtocol(int version, int answer, String what) throws Exception {
    start(ours.files("server"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(clientHello(version));
      assertThat(socket.getInputStream().read()).as(what).isEqualTo(answer);
    }
  }

  /** Offers ECDHE-ECDSA with AES-GCM and nothing else. */
  private static byte[] clientHello(int minorVersion) {
    String hello =
        "03%02x".formatted(minorVersion)
            + "11".repeat(32) // random
            + "00" // no session
            + "0002c02b" // one cipher suite
            + "0100" // no compression
            + "001a" // extensions:
            + "000a0006000400170018" // P-256 and P-384
            + "000b00020100" // uncompressed points
            + "000d0006000404030503"; // ECDSA with SHA-256 and SHA-384
    String handshake = "01%06x".formatted(hello.length() / 2) + hello;
    return HexFormat.of().parseHex("160301%04x".formatted(handshake.length() / 2) + handshake);
  }

  @Test
  void shouldStillTakeTls12() throws Exception {
    start(ours.files("server"));
    try (SSLSocket socket = socket()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void shouldServeOnlyClientsThatTheirAuthoritySigned() throws Exception {
    start(withClients(ours.files("server")));
    assertThat(get(ours.client("client")).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> get(ours.client(null))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(clientOfStrangers())).isInstanceOf(IOException.class);
  }

  @Test
  void shouldReadChangedFilesWithoutARestartAndKeepTheOldOnesWhileTheyCannotBeUsed()
      throws Exception {
    TlsConfig files =
        new TlsConfig(
            copy(ours.certificate("server"), "live.pem"),
            copy(ours.key("server"), "live-key.pem"),
            null,
            Duration.ofMillis(100));
    start(files);
    assertThat(servedName()).isEqualTo("CN=server");

    copy(ours.certificate("renewed"), "live.pem");
    Awaitility.await().until(() -> !notices().isEmpty());
    assertThat(notices())
        .containsExactly("the TLS files changed and cannot be used, the log says why");
    assertThat(servedName()).isEqualTo("CN=server");

    copy(ours.key("renewed"), "live-key.pem");
    Awaitility.await().untilAsserted(() -> assertThat(servedName()).isEqualTo("CN=renewed"));
    Awaitility.await().until(() -> notices().isEmpty());
  }

  @Test
  void shouldRefuseToStartWithAKeyOfAnotherCertificate() {
    ours.sign("twin", "EC");
    refused(
        new TlsConfig(ours.certificate("server"), ours.key("twin"), null, Duration.ofSeconds(1)),
        "twin-key.pem is not that of the first certificate in");
    refused(
        new TlsConfig(ours.certificate("server"), ours.key("renewed"), null, Duration.ofSeconds(1)),
        "renewed-key.pem (expected: a PKCS#8 key of the certificate's algorithm, EC)");
  }

  @Test
  void shouldRefuseToStartWithACertificateThatIsNotInForce() {
    refused(ours.files("expired"), "CN=expired");
    refused(ours.files("expired"), " until ");
  }

  @Test
  void shouldRefuseToStartWithFilesThatHoldSomethingElse() throws Exception {
    Path certificate = ours.certificate("server");
    Path key = ours.key("server");
    Path text = Files.writeString(folder.resolve("text"), "hunter2");
    Duration interval = Duration.ofSeconds(1);
    refused(
        new TlsConfig(folder.resolve("none"), key, null, interval),
        "none (expected: a file that can be read)");
    refused(new TlsConfig(text, key, null, interval), "text (expected: certificates in PEM");
    refused(new TlsConfig(certificate, text, null, interval), "text (expected: one PKCS#8 key");
    refused(new TlsConfig(certificate, certificate, null, interval), "(expected: one PKCS#8 key");
    refused(new TlsConfig(certificate, key, text, interval), "text (expected: certificates in PEM");
    refused(new TlsConfig(certificate, key, ours.certificate("expired"), interval), "CN=expired");
  }

  @Test
  void shouldInsistOnTlsWhereTold() {
    EdgeConfig edge =
        new EdgeConfig(
            EdgeConfig.DEFAULT.limits(),
            null,
            true,
            EdgeConfig.DEFAULT.cors(),
            EdgeConfig.DEFAULT.rateLimits());
    assertThatThrownBy(
            () ->
                HttpServer.start(
                    new HttpConfig("0.0.0.0", 0, 1_000).withEdge(edge),
                    _ -> Optional.empty(),
                    List.of(),
                    CLOCK))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("METERHOUSE_TLS_REQUIRED")
        .hasMessageContaining("METERHOUSE_TLS_CERTIFICATE");
    server =
        HttpServer.start(
            HttpConfig.onFreePort().withEdge(edge), _ -> Optional.empty(), List.of(), CLOCK);
  }

  private void refused(TlsConfig files, String message) {
    assertThatThrownBy(() -> start(files))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("PRIVATE KEY-----M");
  }

  private void start(TlsConfig files) {
    RouteGroup.Operations routes =
        taken ->
            taken.get("/named", Access.OPEN, ctx -> Answers.json(ctx, 200, Map.of("fine", true)));
    server =
        HttpServer.start(
            HttpConfig.onFreePort().withEdge(EdgeConfig.DEFAULT.withTls(files)),
            _ -> Optional.empty(),
            List.of(routes),
            CLOCK);
  }

  private static TlsConfig withClients(TlsConfig files) {
    return new TlsConfig(
        files.certificate(), files.key(), ours.certificate("authority"), files.reloadInterval());
  }

  /** Trusts our server, and shows what a stranger signed. */
  private static SSLContext clientOfStrangers() throws Exception {
    return strangers.clientOf("intruder", ours);
  }

  private String servedName() throws Exception {
    try (SSLSocket socket = socket()) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private SSLSocket socket() throws IOException {
    return (SSLSocket)
        ours.client(null).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
  }

  private static Path copy(Path from, String to) throws IOException {
    return Files.copy(from, folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  private HttpResponse<String> get(SSLContext context) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(address() + "/named"))
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private List<String> notices() {
    return Optional.ofNullable(server).orElseThrow().notices();
  }

  private int port() {
    return Optional.ofNullable(server).orElseThrow().port();
  }

  private String address() {
    return Optional.ofNullable(server).orElseThrow().address();
  }
}
