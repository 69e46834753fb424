package io.meterhouse.benchmarks.server;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.lifecycle.ServiceModule;
import java.util.List;

/** A service that takes every body and does nothing with it: what is measured is the edge. */
record EmptyModule(String path) implements ServiceModule, RouteGroup.Operations {

  @Override
  public String name() {
    return "empty";
  }

  @Override
  public void register(Routes routes) {
    routes.accept(path, Access.requires(Scope.USAGE_WRITE), JavalinServer::answer);
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(this);
  }

  @Override
  public void start() {}

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public List<String> publicProblems() {
    return List.of();
  }

  @Override
  public void close() {}
}
