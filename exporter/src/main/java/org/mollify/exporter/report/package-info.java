/** What an export says about the graphs it made and the maps that they invert. */
package org.mollify.exporter.report;
