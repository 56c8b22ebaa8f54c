package org.mollify.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What proxies write into {@code X-Forwarded-For}. */
class ClientAddressTest {
  private static final String PROXY = "10.0.0.1";

  /** Work that grows with the square of a header's length takes minutes at this one. */
  private static final int LONG = 500_000;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ClientAddress clients = new ClientAddress(List.of("10.0.0.0/8", "fd00::/8"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.2.3.4:5678 | 1.2.3.4",
        "1.2.3.4, , | 1.2.3.4",
        "6.6.6.6, 1.2.3.4:5678 , 10.7.7.7:80 | 1.2.3.4",
        "[2001:db8::1]:80 | 2001:db8::1",
        "[2001:db8::1] | 2001:db8::1",
        "2001:db8::1 | 2001:db8::1",
        "1.2.3.4, [fd00::1]:443 | 1.2.3.4"
      })
  void the_port_that_a_gateway_writes_is_no_part_of_the_address(String field, String client) {
    assertThat(clients.of(PROXY, List.of(field))).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.2.3.4:",
        "1.2.3.4:x",
        "1.2.3.4:123456",
        "1.2.3.4:5:6",
        "[::1",
        "[::1]80",
        "[::1]:",
        "[1.2.3.4]:80",
        "name:80",
        ":80"
      })
  void what_is_no_address_ends_the_way_back_to_the_client(String field) {
    assertThat(clients.of(PROXY, List.of("6.6.6.6, " + field))).isEqualTo(PROXY);
  }

  @Test
  void a_long_header_is_read_in_time_that_grows_with_its_length() {
    for (String field :
        List.of(" ".repeat(LONG) + "x", ":".repeat(LONG) + "x", ",".repeat(LONG) + "x")) {
      assertTimeoutPreemptively(
          PATIENCE, () -> assertThat(clients.of(PROXY, List.of(field))).isEqualTo(PROXY));
    }
  }
}
