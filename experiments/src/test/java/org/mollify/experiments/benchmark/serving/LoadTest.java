package org.mollify.experiments.benchmark.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;
  private HttpServer server;
  private Load load;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/loglik",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          requests.incrementAndGet();
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    load = new Load("127.0.0.1", port, HttpConnection.post("x", "/loglik", "a/b", new byte[5000]));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void a_closed_load_counts_every_answer_once() throws Exception {
    LoadReport report = load.closed(3, 0.3);
    assertThat(report.latencies().getTotalCount()).isEqualTo(requests.get()).isPositive();
    assertThat(report.failures()).isZero();
    assertThat(report.line(10)).startsWith("| closed | 3 | - | ");
  }

  @Test
  void answers_that_are_no_success_are_counted_apart() throws Exception {
    status = 503;
    LoadReport report = load.closed(1, 0.1);
    assertThat(report.latencies().getTotalCount()).isZero();
    assertThat(report.failures()).isEqualTo(requests.get()).isPositive();
  }

  @Test
  void an_open_load_charges_a_stall_to_all_requests_that_were_due() throws Exception {
    CountDownLatch stall = new CountDownLatch(1);
    AtomicInteger seen = new AtomicInteger();
    server.removeContext("/loglik");
    server.createContext(
        "/loglik",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          if (seen.incrementAndGet() == 1) {
            try {
              stall.await(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write(0);
          exchange.close();
        });
    LoadReport report = load.open(new Schedule(Schedule.Times.RANDOM, 200, 1), 1, 0.5);
    // About 60 requests were due in the 300 ms; sent one by one, only the first would look late.
    assertThat(report.latencies().getCountBetweenValues(100_000, 600_000_000)).isGreaterThan(10);
  }

  @Test
  void answers_in_chunks_are_read_to_their_end() throws Exception {
    server.removeContext("/loglik");
    server.createContext(
        "/sample",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[100_000]);
          exchange.close();
          requests.incrementAndGet();
        });
    byte[] request = HttpConnection.get("x", "/sample?n=3", "a/b");
    Load get = new Load("127.0.0.1", server.getAddress().getPort(), request);
    LoadReport report = get.closed(2, 0.2);
    assertThat(report.latencies().getTotalCount()).isEqualTo(requests.get()).isGreaterThan(2);
  }

  @Test
  void a_workload_is_read_from_its_three_parts() {
    assertThat(Workload.parse("loglik:256:npy")).isEqualTo(new Workload("loglik", 256, "npy"));
    assertThatThrownBy(() -> Workload.parse("loglik:0:npy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a workload such as");
  }

  @Test
  void even_arrivals_are_equally_far_apart() {
    Arrivals arrivals = new Schedule(Schedule.Times.EVEN, 250, 7).start();
    assertThat(arrivals.next()).isEqualTo(4_000_000);
    assertThat(arrivals.next()).isEqualTo(8_000_000);
  }

  @Test
  void random_arrivals_have_the_rate_and_come_again_from_the_same_seed() {
    Schedule schedule = new Schedule(Schedule.Times.RANDOM, 1000, 7);
    Arrivals arrivals = schedule.start();
    Arrivals again = Schedule.parse(schedule.toString()).start();
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      long next = arrivals.next();
      assertThat(next).isGreaterThanOrEqualTo(last).isEqualTo(again.next());
      last = next;
    }
    assertThat(last).isBetween(9_500_000_000L, 10_500_000_000L);
  }

  @Test
  void a_server_that_is_not_there_is_one_clear_line() {
    server.stop(0);
    assertThatThrownBy(() -> load.closed(1, 0.1)).isInstanceOf(IOException.class);
  }
}
