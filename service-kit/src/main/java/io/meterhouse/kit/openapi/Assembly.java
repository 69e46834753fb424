package io.meterhouse.kit.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts files of the description together; keeps their order, and takes nothing twice. */
final class Assembly {

  private static final String SHARED = "shared.yaml#/";

  private final ObjectNode document;
  private final ArrayNode tags = JsonNodeFactory.instance.arrayNode();
  private final ObjectNode paths = JsonNodeFactory.instance.objectNode();
  private final ObjectNode components = JsonNodeFactory.instance.objectNode();

  private Assembly(ObjectNode head) {
    document = head.deepCopy();
    document.remove(List.of("tags", "paths", "components"));
    document.set("tags", tags);
    document.set("paths", paths);
    document.set("components", components);
  }

  /** All files, under the title of what they share. */
  static Assembly ofAll(List<ObjectNode> files, ObjectNode shared) {
    Assembly assembly = new Assembly(shared);
    files.forEach(assembly::add);
    assembly.add(shared);
    assembly.check();
    return assembly;
  }

  /** One file, with what it uses of the shared parts. */
  static Assembly ofOne(ObjectNode file, ObjectNode shared) {
    Assembly assembly = new Assembly(file);
    assembly.add(file);
    assembly.add(shared);
    assembly.check();
    assembly.drop(assembly.unused());
    return assembly;
  }

  ObjectNode document() {
    return document;
  }

  private void add(ObjectNode original) {
    ObjectNode file = original.deepCopy();
    localize(file);
    for (JsonNode tag : file.path("tags")) {
      for (JsonNode known : tags) {
        refuseTwice(known.path("name").equals(tag.path("name")), "tag " + tag.path("name"));
      }
      tags.add(tag);
    }
    file.path("paths").properties().forEach(path -> put(paths, path.getKey(), path.getValue()));
    for (Map.Entry<String, JsonNode> kind : file.path("components").properties()) {
      ObjectNode parts = components.withObjectProperty(kind.getKey());
      for (Map.Entry<String, JsonNode> part : kind.getValue().properties()) {
        String own = "#/components/" + kind.getKey() + "/" + part.getKey();
        // A file names a shared security scheme under the same name; the shared part is to come.
        if (!part.getValue().path("$ref").asText().equals(own)) {
          put(parts, part.getKey(), part.getValue());
        }
      }
    }
  }

  private static void put(ObjectNode into, String name, JsonNode value) {
    refuseTwice(into.has(name), name);
    into.set(name, value);
  }

  private static void refuseTwice(boolean twice, String what) {
    if (twice) {
      throw new IllegalStateException("the OpenAPI files have " + what + " twice");
    }
  }

  private static void localize(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("$ref").asText().startsWith(SHARED)) {
      object.put("$ref", "#/" + object.path("$ref").asText().substring(SHARED.length()));
    }
    node.forEach(Assembly::localize);
  }

  private void check() {
    for (String reference : document.findValuesAsText("$ref")) {
      if (!reference.startsWith("#/") || document.at(reference.substring(1)).isMissingNode()) {
        throw new IllegalStateException("the OpenAPI files refer to nothing with " + reference);
      }
    }
    Set<String> operationIds = new HashSet<>();
    for (String id : paths.findValuesAsText("operationId")) {
      refuseTwice(!operationIds.add(id), "operationId " + id);
    }
  }

  private Set<String> unused() {
    Set<String> used = new HashSet<>();
    use(paths, used);
    for (JsonNode alternatives : paths.findValues("security")) {
      for (JsonNode schemes : alternatives) {
        schemes.fieldNames().forEachRemaining(n -> used.add("/components/securitySchemes/" + n));
      }
    }
    Set<String> unused = new HashSet<>();
    for (Map.Entry<String, JsonNode> kind : components.properties()) {
      kind.getValue()
          .fieldNames()
          .forEachRemaining(name -> unused.add("/components/" + kind.getKey() + "/" + name));
    }
    unused.removeAll(used);
    return unused;
  }

  private void use(JsonNode node, Set<String> used) {
    for (String reference : node.findValuesAsText("$ref")) {
      String[] steps = reference.split("/", -1);
      String part = "/" + steps[1] + "/" + steps[2] + "/" + steps[3];
      if (used.add(part)) {
        use(document.at(part), used);
      }
    }
  }

  private void drop(Set<String> parts) {
    for (String part : parts) {
      String[] steps = part.split("/", -1);
      components.withObjectProperty(steps[2]).remove(steps[3]);
    }
    List<String> empty =
        components
            .propertyStream()
            .filter(kind -> kind.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    components.remove(empty);
  }
}
