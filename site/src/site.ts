// What every page of the site has: dark or light, the search field, and small pictures that show their middle.

import { all } from "./elements";
import "./theme";
import "./find";

// the thing that a picture is about stands in its middle column; on a narrow screen the picture is wider than its frame
for (const frame of all(".drawing")) frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
