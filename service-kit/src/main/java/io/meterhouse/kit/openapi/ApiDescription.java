package io.meterhouse.kit.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meterhouse.kit.http.error.ErrorFamily;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The OpenAPI files, one a family and one for what they share, as documents that are each whole in
 * themselves: what a client author's generator is given must need no second file.
 */
public final class ApiDescription {

  /** Those with routes, in the order of the document that has all of them. */
  public static final List<ErrorFamily> FAMILIES =
      List.of(ErrorFamily.OPERATIONS, ErrorFamily.PRICING, ErrorFamily.OAUTH);

  private static final String FOLDER = "/openapi/";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final ObjectNode whole;
  private final Map<String, ObjectNode> families;

  private ApiDescription(ObjectNode whole, Map<String, ObjectNode> families) {
    this.whole = whole;
    this.families = families;
  }

  /**
   * Reads the files from the class path.
   *
   * @throws IllegalStateException where they do not fit together, with what stands twice or leads
   *     nowhere
   */
  public static ApiDescription read() {
    Map<String, String> files = new LinkedHashMap<>();
    FAMILIES.forEach(family -> files.put(nameOf(family), text(nameOf(family))));
    return of(text("shared"), files);
  }

  /** As {@link #read()}, of these texts, by the names of the families. */
  static ApiDescription of(String shared, Map<String, String> familyFiles) {
    ObjectNode sharedParts = parse("shared", shared);
    Map<String, ObjectNode> files = new LinkedHashMap<>();
    familyFiles.forEach((name, text) -> files.put(name, parse(name, text)));
    Map<String, ObjectNode> families = new LinkedHashMap<>();
    files.forEach((name, file) -> families.put(name, Assembly.ofOne(file, sharedParts).document()));
    return new ApiDescription(
        Assembly.ofAll(List.copyOf(files.values()), sharedParts).document(), families);
  }

  /** As in addresses and file names: {@code operations}. */
  public static String nameOf(ErrorFamily family) {
    return family.name().toLowerCase(Locale.ROOT);
  }

  /** All families in one document; not to be changed. */
  public ObjectNode whole() {
    return whole;
  }

  /** Names of the families. */
  public Set<String> names() {
    return families.keySet();
  }

  /** One family; not to be changed. */
  public Optional<ObjectNode> family(String name) {
    return Optional.ofNullable(families.get(name));
  }

  private static ObjectNode parse(String name, String text) {
    try {
      JsonNode read = YAML.readTree(text);
      if (read instanceof ObjectNode file) {
        return file;
      }
      throw new IllegalStateException(
          name + ".yaml: " + read.getNodeType() + " (expected: OBJECT)");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(name + ".yaml: " + e.getMessage(), e);
    }
  }

  private static String text(String name) {
    String file = FOLDER + name + ".yaml";
    try (InputStream in = ApiDescription.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
