package io.meterhouse.kit.access.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;

/** An OpenID provider on loopback that counts how often its keys are fetched. */
final class LoopbackIssuer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<PublicJsonWebKey> keys = new ArrayList<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile Runnable beforeAnswer = () -> {};
  private volatile boolean isAway;
  private volatile String metadataJwksUri = "";

  LoopbackIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/.well-known/openid-configuration", this::metadata);
    server.createContext("/keys", this::keys);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  int fetches() {
    return fetches.get();
  }

  synchronized void publish(PublicJsonWebKey... published) {
    keys.clear();
    keys.addAll(List.of(published));
  }

  void setAway(boolean away) {
    isAway = away;
  }

  void beforeAnswer(Runnable action) {
    beforeAnswer = action;
  }

  void sendKeysTo(String jwksUri) {
    metadataJwksUri = jwksUri;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void metadata(HttpExchange exchange) throws IOException {
    String jwks = metadataJwksUri.isEmpty() ? url() + "/keys" : metadataJwksUri;
    answer(exchange, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(url(), jwks));
  }

  private void keys(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    beforeAnswer.run();
    answer(exchange, jwks());
  }

  private synchronized String jwks() {
    List<String> all =
        keys.stream().map(key -> key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)).toList();
    return "{\"keys\":[" + String.join(",", all) + "]}";
  }

  private void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(isAway ? 503 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
