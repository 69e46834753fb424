package io.meterhouse.ingest.fault;

import io.meterhouse.testing.TestTokens;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Clients that post events without a pause, and what each event's client was told of it. */
final class Load implements AutoCloseable {

  /** Whom all events are of. */
  static final String TENANT = "TEN-load";

  /** Events of every second request; the others have one. */
  private static final int BATCH = 20;

  /** Far beyond what a request may take: who is not answered by then, is not answered. */
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** What a client does when it is told to come again. */
  enum Habit {
    /** It goes on with other events, and sends none twice. */
    GIVES_UP,
    /** It sends the same bytes until they are accepted. */
    TRIES_AGAIN
  }

  /** What the client of an event knows of it. */
  enum Fate {
    ACCEPTED,
    REFUSED,
    UNANSWERED
  }

  /** One body, and which events are in it. */
  private record Body(List<String> ids, String json) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final String source;
  private final Habit habit;
  private final Map<String, Fate> fates = new ConcurrentHashMap<>();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder cutOff = new LongAdder();
  private final LongAdder hung = new LongAdder();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  private Load(String address, String source, Habit habit) {
    this.address = URI.create(address + "/api/v1/events");
    this.source = source;
    this.habit = habit;
  }

  /** So many clients, whose events have that source and come from nobody else. */
  static Load start(String address, String source, int clients, Habit habit) {
    Load load = new Load(address, source, habit);
    for (int client = 0; client < clients; client++) {
      String name = "c" + client;
      load.clients.execute(() -> load.post(name));
    }
    return load;
  }

  String source() {
    return source;
  }

  /** By the event's id. */
  Map<String, Fate> fates() {
    return fates;
  }

  /** Requests that were answered 202. */
  long accepted() {
    return accepted.sum();
  }

  /** Requests that were answered 503. */
  long refused() {
    return refused.sum();
  }

  /** Requests that were not sent, as nobody listened. */
  long turnedAway() {
    return turnedAway.sum();
  }

  /** Requests that were neither answered nor cut off until the client had enough. */
  long hung() {
    return hung.sum();
  }

  /** Requests that were sent and whose connection ended. */
  long cutOff() {
    return cutOff.sum();
  }

  /** Answers that nobody should get. */
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  /** Returns when every client has the answer to its last request. */
  void stop() {
    stopping = true;
    clients.close();
    http.close();
  }

  /** As {@link #stop}, but what is not answered yet is given up. */
  void leave() {
    stopping = true;
    http.shutdownNow();
    stop();
  }

  @Override
  public void close() {
    stop();
  }

  private void post(String client) {
    for (int n = 0; !stopping; n++) {
      Body body = body(client + "-" + n, n % 2 == 0 ? 1 : BATCH);
      body.ids().forEach(id -> fates.put(id, Fate.UNANSWERED));
      Fate fate = send(body);
      while (fate == Fate.REFUSED && habit == Habit.TRIES_AGAIN) {
        fate = send(body);
      }
      for (String id : body.ids()) {
        fates.put(id, fate);
      }
    }
  }

  private Body body(String name, int events) {
    List<String> ids = IntStream.range(0, events).mapToObj(i -> name + "-" + i).toList();
    String json =
        ids.stream()
            .map(
                id ->
                    "{\"id\":\"%s\",\"source\":\"%s\",\"type\":\"t\",\"tenantid\":\"%s\"}"
                        .formatted(id, source, TENANT))
            .collect(Collectors.joining(","));
    return new Body(ids, events == 1 ? json : "[" + json + "]");
  }

  private Fate send(Body body) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + TestTokens.PLATFORM)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.json()))
            .build();
    try {
      return fate(http.send(request, HttpResponse.BodyHandlers.ofString()), body.ids().size());
    } catch (ConnectException e) {
      turnedAway.increment();
      return Fate.UNANSWERED;
    } catch (HttpTimeoutException e) {
      hung.increment();
      return Fate.UNANSWERED;
    } catch (IOException e) {
      cutOff.increment();
      return Fate.UNANSWERED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Fate.UNANSWERED;
    }
  }

  private Fate fate(HttpResponse<String> answer, int events) {
    boolean isWhole = answer.body().startsWith("{\"accepted\":" + events + ",\"rejected\":0,");
    if (answer.statusCode() == 202 && isWhole) {
      accepted.increment();
      return Fate.ACCEPTED;
    }
    if (answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isPresent()) {
      refused.increment();
      return Fate.REFUSED;
    }
    surprises.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
    return Fate.UNANSWERED;
  }
}
