package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.error.ErrorFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /health/live}: the process answers. {@code /health/ready}: every module can work. */
public final class HealthRoutes implements RouteGroup {

  private static final String READY = "ready";
  private static final String NOT_READY = "not ready";

  private final SortedMap<String, Supplier<List<String>>> problems;
  private final Supplier<List<String>> notices;

  /**
   * @param problems what keeps modules from their work, by name; nothing where they are ready
   * @param notices what is not as it should be and keeps nobody from work
   */
  public HealthRoutes(
      Map<String, Supplier<List<String>>> problems, Supplier<List<String>> notices) {
    this.problems = new TreeMap<>(problems);
    this.notices = notices;
  }

  @Override
  public ErrorFamily family() {
    return ErrorFamily.OPERATIONS;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/health/live", Access.OPEN, ctx -> Answers.json(ctx, 200, Map.of("status", "ok")));
    routes.get("/health/ready", Access.OPEN, this::ready);
  }

  private void ready(Context ctx) {
    SortedMap<String, String> modules = new TreeMap<>();
    List<String> reasons = new ArrayList<>();
    problems.forEach(
        (name, asked) -> {
          List<String> found = asked.get();
          modules.put(name, found.isEmpty() ? READY : NOT_READY);
          found.forEach(problem -> reasons.add(name + ": " + problem));
        });
    if (!reasons.isEmpty()) {
      ctx.header("Retry-After", "1");
    }
    Answers.json(
        ctx,
        reasons.isEmpty() ? 200 : 503,
        new Readiness(reasons.isEmpty() ? "ok" : NOT_READY, modules, reasons, notices.get()));
  }

  private record Readiness(
      String status,
      SortedMap<String, String> modules,
      List<String> reasons,
      List<String> notices) {}
}
