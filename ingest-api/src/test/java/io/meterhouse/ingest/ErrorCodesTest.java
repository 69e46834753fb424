package io.meterhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.wire.JsonDataException;
import io.meterhouse.metering.Quantity;
import io.meterhouse.metering.Reading;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that clients are written from has every code of an element, and no other. */
class ErrorCodesTest {

  private static final Path PAGE = Path.of("../docs/ingest.md");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z0-9_]*_[A-Z0-9_]+)`");

  @Test
  void shouldListTheCodesThatAnElementCanGet() throws Exception {
    Set<String> known = new TreeSet<>();
    for (Class<?> owner :
        new Class<?>[] {Refusal.class, Reading.class, Quantity.class, JsonDataException.class}) {
      for (Field field : owner.getDeclaredFields()) {
        if (field.getType() == String.class
            && Modifier.isStatic(field.getModifiers())
            && !Modifier.isPrivate(field.getModifiers())) {
          known.add((String) field.get(null));
        }
      }
    }
    Stream.of("ID", "SOURCE", "TYPE", "SUBJECT", "METRIC_CODE")
        .forEach(field -> known.add(field + "_TOO_LONG"));
    known.add(ApiError.TOO_MANY_EVENTS.code());

    assertThat(listed()).isEqualTo(known);
  }

  private static Set<String> listed() throws IOException {
    Set<String> codes = new TreeSet<>();
    try (Stream<String> lines = Files.lines(PAGE)) {
      lines
          .dropWhile(line -> !line.startsWith("| code | of |"))
          .takeWhile(line -> line.startsWith("|"))
          .map(line -> line.split("\\|", -1)[1])
          .forEach(
              column -> {
                Matcher code = CODE.matcher(column);
                while (code.find()) {
                  codes.add(code.group(1));
                }
              });
    }
    return codes;
  }
}
