package io.meterhouse.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Serves the contract, which is written as YAML for people, as the JSON that the route names. */
public final class OpenApiRoutes implements RouteGroup.Operations {

  private static final String FILE = "/openapi/meterhouse.yaml";

  private final JsonNode document;

  /** Reads the contract from the class path. */
  public OpenApiRoutes() {
    this.document = read();
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/v1/openapi.json", Access.OPEN, ctx -> Answers.json(ctx, 200, document));
  }

  static JsonNode read() {
    try (InputStream in = OpenApiRoutes.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the class path");
      }
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }
}
