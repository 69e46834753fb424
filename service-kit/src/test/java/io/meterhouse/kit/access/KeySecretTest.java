package io.meterhouse.kit.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySecretTest {

  private static final String ID = "AZaz09-AZaz0";
  private static final String SECRET = "AZaz09-_".repeat(5) + "abc";

  @Test
  void shouldReadItsParts() {
    assertThat(KeySecret.parse("mh_" + ID + "_" + SECRET)).contains(new KeySecret(ID, SECRET));
  }

  @RepeatedTest(50)
  void shouldReadWhatItGenerates() {
    KeySecret generated = KeySecret.generate(new SecureRandom());

    assertThat(KeySecret.parse(generated.token())).contains(generated);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mh_",
        "mh_AZaz09-AZaz0_",
        // The prefix, the separator, an underscore in the id.
        "MH_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_abc",
        "mh_AZaz09-AZaz0-AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_abc",
        "mh_AZaz09_AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_abc",
        // One character less, one more.
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_ab",
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_abcd",
        // Characters that are none of base64url's: the neighbours of its ranges, and beyond ASCII.
        "mh_AZaz09-AZaz/_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_abc",
        "mh_AZaz09-AZaz:_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_abc",
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_ab@",
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_ab[",
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_ab`",
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_ab{",
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_abä",
        "mh_AZaz09-AZaz0_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_ab\u0660",
      })
  void shouldNotTakeWhatHasAnotherForm(String token) {
    assertThat(KeySecret.parse(token)).isEmpty();
  }
}
