package io.meterhouse.benchmarks.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.http.edge.Connectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The same Jetty and Javalin, set up as ours are, and nothing of ours. */
final class JavalinServer implements AutoCloseable {

  private static final byte[] ANSWER =
      "{\"accepted\":1,\"rejected\":0,\"errors\":[]}".getBytes(StandardCharsets.UTF_8);

  private final Javalin javalin;

  private JavalinServer(Javalin javalin) {
    this.javalin = javalin;
  }

  static JavalinServer start(HttpConfig config, String path, Handler handler) {
    Javalin javalin =
        Javalin.create(
            settings -> {
              settings.concurrency.useVirtualThreads = true;
              settings.http.compressionStrategy = CompressionStrategy.GZIP;
              settings.http.maxRequestSize = config.maxBodyBytes();
              settings.startup.showJavalinBanner = false;
              settings.startup.showOldJavalinVersionWarning = false;
              settings.startup.startupWatcherEnabled = false;
              settings.jetty.addConnector(
                  (server, http) -> Connectors.connector(server, http, config, null));
              settings.routes.post(path, handler);
            });
    javalin.start();
    return new JavalinServer(javalin);
  }

  /** The empty handler: reads the body, and says what ingest says to one event. */
  static void answer(Context ctx) throws IOException {
    var _ = body(ctx);
    accepted(ctx);
  }

  /** Reads it as {@code Bodies} does. */
  static byte[] body(Context ctx) throws IOException {
    return ctx.req().getInputStream().readNBytes(ctx.req().getContentLength());
  }

  static void accepted(Context ctx) {
    ctx.status(202).contentType("application/json").result(ANSWER);
  }

  int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
