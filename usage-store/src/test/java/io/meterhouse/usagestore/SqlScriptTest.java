package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlScriptTest {

  @Test
  void shouldCutAtSemicolons() {
    assertThat(SqlScript.statements("SELECT 1;\nSELECT 2;\n"))
        .containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void shouldTakeALastStatementWithoutSemicolon() {
    assertThat(SqlScript.statements("SELECT 1; SELECT 2")).containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void shouldNotCutInsideComments() {
    assertThat(SqlScript.statements("-- one; two\nSELECT /* a; b */ 1 # c; d\n, 2;"))
        .containsExactly("-- one; two\nSELECT /* a; b */ 1 # c; d\n, 2");
  }

  @Test
  void shouldNotCutInsideQuotes() {
    assertThat(SqlScript.statements("SELECT 'a;''b;', \"c;\", `d;`; SELECT 'it\\'s; so'"))
        .containsExactly("SELECT 'a;''b;', \"c;\", `d;`", "SELECT 'it\\'s; so'");
  }

  @Test
  void shouldNotTakeADashOrSlashForAComment() {
    assertThat(SqlScript.statements("SELECT 3-2, 4/2; SELECT '--', '/*'"))
        .containsExactly("SELECT 3-2, 4/2", "SELECT '--', '/*'");
  }

  @Test
  void shouldFindNoStatementInCommentsAlone() {
    assertThat(SqlScript.statements("-- nothing;\n;;\n/* here; */ ;\n")).isEmpty();
  }

  @Test
  void shouldRefuseAQuoteThatIsNeverClosed() {
    assertThatThrownBy(() -> SqlScript.statements("SELECT 1;\nSELECT 'a; b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quote ' opened in line 2 (expected: closed before the end)");
  }

  @Test
  void shouldRefuseACommentThatIsNeverClosed() {
    assertThatThrownBy(() -> SqlScript.statements("/* SELECT 1;"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("comment opened in line 1 (expected: closed before the end)");
  }
}
