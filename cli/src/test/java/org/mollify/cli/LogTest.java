package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** What the command's own configuration of the log lets through. */
class LogTest {

  @Test
  void text_of_clients_that_jetty_cannot_read_is_not_logged() throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL own = LogTest.class.getResource("/logback.xml");
    configurator.doConfigure(own);
    assertThat(context.getLogger("org.eclipse.jetty.http.HttpParser").isWarnEnabled()).isFalse();
    assertThat(context.getLogger("org.eclipse.jetty.http.HttpParser").isErrorEnabled()).isTrue();
    assertThat(context.getLogger("org.eclipse.jetty.server.Server").isWarnEnabled()).isTrue();
    context.stop();
  }
}
