// The page of `kg site`.

import "./view";
import "./origin";
import "./sorting";
import "./cards";
