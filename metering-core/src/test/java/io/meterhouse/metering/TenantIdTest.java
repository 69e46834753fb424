package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The form that the refusal names is the form that is held. */
class TenantIdTest {

  private static final Pattern FORM = Pattern.compile("TEN-[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  private static final String CHARACTERS = "TEN-azAZ09_-@[`{/:é ";

  @Property
  void shouldTakeWhatHasTheFormAndNothingElse(@ForAll Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "TEN" : "TEN-");
    int more = random.nextInt(random.nextInt(4) == 0 ? 66 : 4);
    for (int i = 0; i < more; i++) {
      int choices = random.nextInt(3) == 0 ? CHARACTERS.length() : 12;
      text.append(CHARACTERS.charAt(random.nextInt(choices)));
    }
    assertThat(isTaken(text.toString()))
        .as(text.toString())
        .isEqualTo(FORM.matcher(text).matches());
  }

  private static boolean isTaken(String text) {
    try {
      return TenantId.of(text).value().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
