package io.meterhouse.benchmarks.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Tells the process that measures what this one has used; on the loopback address. */
final class ControlPort implements AutoCloseable {

  static final String ALLOCATED = "/allocated";
  static final String COMPILED = "/compiled";
  static final String PROFILE_START = "/profile/start";
  static final String PROFILE_STOP = "/profile/stop";

  private final HttpServer http;

  @FunctionalInterface
  private interface Answer {
    String to(HttpExchange exchange) throws IOException;
  }

  private ControlPort(HttpServer http) {
    this.http = http;
  }

  static ControlPort open(AllocationMeter meter, Profiler profiler) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(http, ALLOCATED, _ -> Long.toString(meter.allocatedBytes()));
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    serve(http, COMPILED, _ -> Long.toString(compiler.getTotalCompilationTime()));
    serve(
        http,
        PROFILE_START,
        _ -> {
          profiler.start();
          return "";
        });
    serve(
        http,
        PROFILE_STOP,
        exchange -> {
          profiler.stop(Path.of(decoded(exchange.getRequestURI().getRawQuery())));
          return "";
        });
    http.start();
    return new ControlPort(http);
  }

  String address() {
    return "http://" + http.getAddress().getHostString() + ":" + http.getAddress().getPort();
  }

  private static String decoded(String query) {
    return URLDecoder.decode(query, StandardCharsets.UTF_8);
  }

  private static void serve(HttpServer http, String path, Answer answer) {
    http.createContext(
        path,
        exchange -> {
          try (exchange) {
            int status = 200;
            String text;
            try {
              text = answer.to(exchange);
            } catch (IOException | RuntimeException e) {
              status = 500;
              text = e.toString();
            }
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
