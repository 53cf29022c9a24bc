// The page of `kg view`: the picture and nothing else.

import "./theme";
import "./picture/picture";
